package io.tidemark.serving.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.serving.TidemarkServing;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.http.StrictJson;
import io.tidemark.serving.ranking.Degradation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
  private static JsonNode document;

  @BeforeAll
  static void read() throws Exception {
    ObjectMapper mapper = StrictJson.configure(new ObjectMapper());
    document =
        new ObjectMapper()
            .readTree(OpenApiDocument.json(OpenApiDocument.of(TidemarkServing.RESOURCES, mapper)));
  }

  @Test
  void everyEndpointIsInIt() {
    Set<String> endpoints = new HashSet<>();
    for (Class<?> resource : TidemarkServing.RESOURCES) {
      collect(Resource.from(resource), "", endpoints);
    }
    Set<String> documented = new HashSet<>();
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(documented).isEqualTo(endpoints).hasSizeGreaterThanOrEqualTo(9);
  }

  @Test
  void everyErrorIsInIt() {
    List<String> codes = new ArrayList<>();
    document
        .at("/components/schemas/Problem/properties/code/enum")
        .forEach(code -> codes.add(code.asText()));
    assertThat(codes)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(
              document.at("/components/responses/Error" + code.status() + "/description").asText())
          .contains(code.wireName());
    }
    JsonNode responses = document.at("/paths/~1v1~1actions/post/responses");
    assertThat(responses.fieldNames())
        .toIterable()
        .contains("202", "400", "405", "406", "413", "415", "500", "503");
  }

  @Test
  void everyReasonForADegradedAnswerIsInIt() {
    List<String> reasons = new ArrayList<>();
    document
        .at("/components/schemas/RankAnswer/properties/degraded/items/enum")
        .forEach(reason -> reasons.add(reason.asText()));
    assertThat(reasons)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Degradation.values()).map(Degradation::wireName).toList());
  }

  @Test
  void fieldsHaveTheNamesTheyHaveOnTheWire() {
    assertThat(document.at("/components/schemas/Action/properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "event_id",
            "user_id",
            "pin_id",
            "action_type",
            "surface",
            "occurred_at",
            "duration_ms",
            "request_id");
    assertThat(document.at("/components/schemas/LiveFreshness/properties").fieldNames())
        .toIterable()
        .contains("pipeline_lag_ms", "last_action_at");
  }

  private static void collect(Resource resource, String parent, Set<String> endpoints) {
    String path = parent + (resource.getPath() == null ? "" : resource.getPath());
    for (ResourceMethod method : resource.getResourceMethods()) {
      endpoints.add(method.getHttpMethod() + " " + path);
    }
    resource.getChildResources().forEach(child -> collect(child, path, endpoints));
  }
}
