package io.tidemark.serving.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.tidemark.serving.errors.ErrorAnswer;
import io.tidemark.serving.errors.ErrorCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The OpenAPI document of a set of resources: what they annotate, plus the errors that every
 * operation of a kind can answer, which nobody has to repeat.
 */
public final class OpenApiDocument {
  private static final Set<Integer> EVERY_OPERATION = Set.of(405, 406, 500);
  private static final Set<Integer> OPERATIONS_WITH_BODY = Set.of(400, 408, 413, 415, 503);

  private OpenApiDocument() {}

  /**
   * The document.
   *
   * @param mapper how the API names the fields of its records
   */
  public static OpenAPI of(Set<Class<?>> resources, ObjectMapper mapper) {
    ModelConverters.getInstance().addConverter(new ModelResolver(mapper.copy()));
    OpenAPI api =
        new Reader(
                new OpenAPI()
                    .info(
                        new Info()
                            .title("Tidemark serving API")
                            .version("1")
                            .description(
                                "Ranks pins by a daily batch embedding and live actions, and says"
                                    + " in every answer how fresh each of them was. Unknown is null,"
                                    + " never zero.")
                            .license(
                                new License()
                                    .name("Apache-2.0")
                                    .url("https://www.apache.org/licenses/LICENSE-2.0"))))
            .read(resources);
    addErrors(api);
    return api;
  }

  /** The document as JSON. */
  public static String json(OpenAPI api) {
    return Json.pretty(api);
  }

  private static void addErrors(OpenAPI api) {
    if (api.getComponents() == null) {
      api.setComponents(new Components());
    }
    ResolvedSchema error =
        ModelConverters.getInstance().readAllAsResolvedSchema(new AnnotatedType(ErrorAnswer.class));
    error.referencedSchemas.forEach(api.getComponents()::addSchemas);
    Map<Integer, ApiResponse> responses = responses();
    responses.forEach(
        (status, response) -> api.getComponents().addResponses("Error" + status, response));
    api.getPaths().values().stream()
        .map(PathItem::readOperations)
        .forEach(operations -> operations.forEach(OpenApiDocument::addErrors));
  }

  private static void addErrors(Operation operation) {
    EVERY_OPERATION.stream().sorted().forEach(status -> addError(operation, status));
    if (operation.getRequestBody() != null) {
      OPERATIONS_WITH_BODY.stream().sorted().forEach(status -> addError(operation, status));
    }
  }

  private static void addError(Operation operation, int status) {
    operation
        .getResponses()
        .putIfAbsent(
            Integer.toString(status),
            new ApiResponse().$ref("#/components/responses/Error" + status));
  }

  private static Map<Integer, ApiResponse> responses() {
    Map<Integer, String> codes = new TreeMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      codes.merge(code.status(), code.wireName(), (first, second) -> first + ", " + second);
    }
    return codes.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> response(entry.getKey(), entry.getValue()),
                (first, second) -> first,
                LinkedHashMap::new));
  }

  private static ApiResponse response(int status, String codes) {
    ApiResponse response =
        new ApiResponse()
            .description("refused: " + codes)
            .content(
                new Content()
                    .addMediaType(
                        "application/json",
                        new MediaType()
                            .schema(new Schema<>().$ref("#/components/schemas/ErrorAnswer"))));
    if (status == ErrorCode.KAFKA_UNAVAILABLE.status()) {
      response.addHeaderObject(
          "Retry-After",
          new Header()
              .description("seconds to wait before the next try")
              .schema(new IntegerSchema()));
    }
    return response;
  }

  /** Every status that an error can have. */
  static Set<Integer> errorStatuses() {
    return Arrays.stream(ErrorCode.values()).map(ErrorCode::status).collect(Collectors.toSet());
  }
}
