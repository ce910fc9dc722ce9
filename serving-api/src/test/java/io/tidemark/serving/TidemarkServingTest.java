package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tidemark.serving.ServingProcess.Answer;
import io.tidemark.serving.metrics.DocumentedMetrics;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP layer says of requests that never get as far as Kafka or HBase. */
class TidemarkServingTest {
  private static ServingProcess serving;

  @BeforeAll
  static void start() throws Exception {
    serving =
        ServingProcess.start(
            Map.of("kafka.bootstrapServers", "127.0.0.1:1", "hbase.address", "127.0.0.1:1"));
  }

  @AfterAll
  static void stop() {
    serving.close();
  }

  @Test
  void malformedJsonIsAnsweredWithItsPlace() throws Exception {
    Answer answer = serving.post("/v1/actions", "{\n  \"user_id\": u1\n}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("malformed_json");
    assertThat(answer.error().get("message").asText()).contains("line 2");
  }

  @Test
  void jsonThatEndsEarlyIsMalformed() throws Exception {
    Answer answer = serving.post("/v1/actions", "{\"user_id\": \"u1\"");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("malformed_json");
    assertThat(answer.error().get("message").asText())
        .contains("Unexpected end-of-input")
        .doesNotContain("Source");
  }

  @Test
  void textAfterTheObjectIsMalformed() throws Exception {
    Answer answer = serving.post("/v1/actions", "{\"user_id\": \"u1\"} {}");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aFieldSentTwiceIsMalformed() throws Exception {
    Answer answer = serving.post("/v1/actions", "{\"user_id\": \"u1\", \"user_id\": \"u2\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("message").asText()).contains("twice");
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    Answer answer = serving.post("/v1/actions", "[".repeat(5_000) + "]".repeat(5_000));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("message").asText()).contains("nests too deeply");
  }

  @Test
  void anUnknownFieldIsNamedWithTheKnownOnes() throws Exception {
    Answer answer =
        serving.post("/v1/actions", "{\"actions\": [{\"user_id\": \"u1\", \"pin\": \"p1\"}]}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("unknown_field");
    assertThat(answer.error().get("field").asText()).isEqualTo("actions[0].pin");
    assertThat(answer.error().get("fix").asText()).contains("pin_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"now\"", "\"1795000000000\"", "1.5", "true", "[]", "1e400", "17e5299999000"})
  void aTimeThatIsNotAWholeNumberIsTheWrongType(String value) throws Exception {
    Answer answer =
        serving.post(
            "/v1/actions",
            "{\"actions\": [{\"user_id\": \"u1\", \"occurred_at\": " + value + "}]}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("wrong_type");
    assertThat(answer.error().get("field").asText()).isEqualTo("actions[0].occurred_at");
    assertThat(answer.error().get("fix").asText()).contains("whole number");
  }

  @Test
  void aNumberIsNotAnId() throws Exception {
    Answer answer = serving.post("/v1/actions", "{\"user_id\": 42}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("field").asText()).isEqualTo("user_id");
    assertThat(answer.error().get("fix").asText()).isEqualTo("send a string");
  }

  @Test
  void anEmptyBodyIsMissing() throws Exception {
    Answer answer = serving.post("/v1/actions", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("body_missing");
  }

  @Test
  void aNullBodyIsRefused() throws Exception {
    Answer answer = serving.post("/v1/actions", "null");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aBodyOverTheLimitIsRefusedWhenItsLengthIsDeclared() throws Exception {
    Answer answer = serving.post("/v1/actions", " ".repeat(10_000_000));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error().get("code").asText()).isEqualTo("body_too_large");
  }

  @Test
  void aBodyOverTheLimitIsRefusedWhenItComesInChunks() throws Exception {
    byte[] body = " ".repeat(10_000_000).getBytes();
    Answer answer =
        serving.send(
            HttpRequest.newBuilder(serving.uri("/v1/actions"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body))));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error().get("code").asText()).isEqualTo("body_too_large");
  }

  @Test
  void aBodyThatIsNotMarkedAsJsonIsRefused() throws Exception {
    Answer answer =
        serving.send(
            HttpRequest.newBuilder(serving.uri("/v1/actions"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.error().get("fix").asText()).contains("application/json");
  }

  @Test
  void cborIsReadWhereItIsDocumentedAlone() throws Exception {
    Answer answer = serving.send(cbor("/v1/rank", new CBORMapper().writeValueAsBytes(Map.of())));
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.error().get("fix").asText()).contains("/v1/score");
  }

  @Test
  void malformedCborIsAnsweredWithItsPlace() throws Exception {
    byte[] cut = new CBORMapper().writeValueAsBytes(Map.of("user_embedding", List.of(1.5, 2.5)));
    Answer answer = serving.send(cbor("/v1/score", Arrays.copyOf(cut, cut.length - 4)));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("malformed_cbor");
    assertThat(answer.error().get("message").asText()).contains("not valid CBOR (byte ");
    assertThat(answer.error().get("fix").asText()).isEqualTo("send one CBOR map");
  }

  @Test
  void anUnknownFieldOfCborIsNamedAsThatOfJsonIs() throws Exception {
    byte[] unknown = new CBORMapper().writeValueAsBytes(Map.of("users", 1));
    Answer answer = serving.send(cbor("/v1/score", unknown));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().get("code").asText()).isEqualTo("unknown_field");
    assertThat(answer.error().get("field").asText()).isEqualTo("users");
  }

  @Test
  void aVectorThatIsNoneIsAnsweredWithWhatToSend() throws Exception {
    Answer answer = serving.post("/v1/score", "{\"candidate_pin_vectors\": {}}");
    assertThat(answer.error().get("field").asText()).isEqualTo("candidate_pin_vectors");
    assertThat(answer.error().get("fix").asText()).isEqualTo("send an array");
    answer = serving.post("/v1/score", "{\"candidate_pin_vectors\": [[\"1\"]]}");
    assertThat(answer.error().get("field").asText()).isEqualTo("candidate_pin_vectors[0][0]");
    assertThat(answer.error().get("fix").asText())
        .isEqualTo("send an array of numbers, without quotes");
  }

  private static HttpRequest.Builder cbor(String path, byte[] body) {
    return HttpRequest.newBuilder(serving.uri(path))
        .header("Content-Type", "application/cbor")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  @Test
  void aPathThatIsNotThereIsAnsweredInJson() throws Exception {
    Answer answer = serving.get("/v2/actions");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error().get("code").asText()).isEqualTo("not_found");
  }

  @Test
  void aMethodThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
    Answer answer = serving.get("/v1/actions");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.response().headers().firstValue("Allow").orElse("")).contains("POST");
  }

  @Test
  void anAnswerThatIsNotAcceptedIsRefused() throws Exception {
    Answer answer =
        serving.send(HttpRequest.newBuilder(serving.uri("/health")).header("Accept", "text/html"));
    assertThat(answer.status()).isEqualTo(406);
  }

  @Test
  void actionsAreNotAcknowledgedWithoutKafka() throws Exception {
    Answer answer =
        serving.post(
            "/v1/actions",
            "{\"user_id\": \"u1\", \"pin_id\": \"p1\", \"action_type\": \"save\", \"surface\": \"home\"}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().get("code").asText()).isEqualTo("kafka_unavailable");
    assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void healthNamesTheComponent() throws Exception {
    Answer answer = serving.get("/health/live");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("component").asText()).isEqualTo("api");
    assertThat(answer.body().get("status").asText()).isEqualTo("up");
  }

  @Test
  void requestsAreCountedByEndpointAndStatus() throws Exception {
    serving.get("/health/live");
    String metrics = serving.get("/metrics").response().body();
    assertThat(metrics).contains("tidemark_http_requests_seconds_count{endpoint=\"/health/live\"");
  }

  @Test
  void everyMetricIsDocumented() throws Exception {
    serving.get("/health/live");
    assertThat(DocumentedMetrics.names())
        .containsAll(DocumentedMetrics.exposed(serving.get("/metrics").response().body()));
  }

  @Test
  void withoutHBaseAndKafkaEverybodysFreshnessIsUnknownAndNeverZero() throws Exception {
    JsonNode fleet = serving.get("/v1/freshness").body();
    assertThat(fleet.at("/batch/status").asText()).isEqualTo("unknown");
    assertThat(fleet.at("/batch/reason").asText()).isEqualTo("release_unread");
    assertThat(fleet.at("/batch/age_seconds").isNull()).isTrue();
    assertThat(fleet.at("/live/status").asText()).isEqualTo("unknown");
    assertThat(fleet.at("/live/reason").asText()).isEqualTo("watermark_unread");
    assertThat(fleet.at("/live/pipeline_lag_ms").isNull()).isTrue();
    assertThat(fleet.at("/objectives/batch_met").isNull()).isTrue();
    assertThat(fleet.at("/objectives/live_met").isNull()).isTrue();
    assertThat(fleet.at("/answers/batch_age_seconds/p50").isNull()).isTrue();
    assertThat(fleet.at("/sample/changes/drift/p50").isNull()).isTrue();
    assertThat(fleet.at("/canary/status").asText()).isEqualTo("unknown");
    assertThat(fleet.at("/runs/status").asText()).isEqualTo("not_configured");
    JsonNode user = serving.get("/v1/users/u1/freshness").body();
    assertThat(user.at("/freshness/batch/status").asText()).isEqualTo("unknown");
    assertThat(user.at("/drift/value").isNull()).isTrue();
    assertThat(user.at("/drift/status").asText()).isEqualTo("unread");
    String metrics = serving.get("/metrics").response().body();
    assertThat(metrics)
        .contains("tidemark_stream_lag_seconds NaN", "tidemark_batch_age_seconds NaN");
  }

  @Test
  void aUsersFreshnessIsRefusedByFieldIfItIsAskedForWrongly() throws Exception {
    for (String query : List.of("k=0", "k=many", "candidates=1001", "pin=")) {
      Answer answer = serving.get("/v1/users/u1/freshness?" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.error().get("field").asText())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
  }
}
