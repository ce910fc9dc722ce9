package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.serving.ServingProcess.Answer;
import io.tidemark.serving.models.TinyRanker;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import io.tidemark.store.Surface;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Requests to the application, on a real HBase and a real Kafka. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServingIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  private static RealServing real;
  private static TopicRecords topics;

  @BeforeAll
  static void start() throws Exception {
    real = RealServing.start();
    topics = new TopicRecords(real.stack.address(Component.KAFKA), RealServing.PARTITIONS);
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(real.api.get("/health/ready").status()).isEqualTo(200));
  }

  @AfterAll
  static void stop() {
    if (real != null) {
      real.close();
    }
  }

  @Test
  @Order(1)
  void actionsThatWereAcknowledgedAreInKafkaInTheUsersPartition() throws Exception {
    Answer one =
        real.api.post(
            "/v1/actions",
            """
            {"user_id": "ann", "pin_id": "p1", "action_type": "save", "surface": "home"}
            """);
    assertThat(one.status()).isEqualTo(202);
    Answer many =
        real.api.post(
            "/v1/actions",
            """
            {"actions": [
              {"event_id": "e2", "user_id": "ann", "pin_id": "p2", "action_type": "close_up",
               "surface": "related", "duration_ms": 12000, "request_id": "r1"},
              {"event_id": "e3", "user_id": "bob", "pin_id": "p3", "action_type": "hide",
               "surface": "ios"}]}
            """);
    assertThat(many.status()).isEqualTo(202);
    assertThat(many.body().get("accepted").asInt()).isEqualTo(2);
    assertThat(many.body().get("event_ids")).hasToString("[\"e2\",\"e3\"]");

    Map<String, ConsumerRecord<String, String>> records = new HashMap<>();
    for (ConsumerRecord<String, String> record : topics.all("actions")) {
      records.put(MAPPER.readTree(record.value()).get("event_id").asText(), record);
    }
    assertThat(records).containsOnlyKeys(one.body().get("event_ids").get(0).asText(), "e2", "e3");
    assertThat(records.get("e2").key()).isEqualTo("ann");
    assertThat(records.get("e2").partition())
        .isEqualTo(records.get(one.body().get("event_ids").get(0).asText()).partition());
    JsonNode value = MAPPER.readTree(records.get("e2").value());
    assertThat(value.get("action_type").asText()).isEqualTo("close_up");
    assertThat(value.get("surface").asText()).isEqualTo("related");
    assertThat(value.get("duration_ms").asLong()).isEqualTo(12_000);
    assertThat(value.get("request_id").asText()).isEqualTo("r1");
    assertThat(value.get("occurred_at").asLong())
        .isCloseTo(System.currentTimeMillis(), within(60_000L));
  }

  @Test
  @Order(2)
  void badInputIsRefusedByFieldAndNothingIsWritten() throws Exception {
    long before = topics.count("actions");
    String good =
        "{\"user_id\": \"u1\", \"pin_id\": \"p1\", \"action_type\": \"save\", \"surface\": \"home\"%s}";
    assertRefused("/v1/actions", "{\"user_id\": ", 400, null);
    assertRefused("/v1/actions", good.formatted("").replace("save", "lick"), 400, "action_type");
    assertRefused("/v1/actions", good.formatted("").replace("u1", ""), 400, "user_id");
    long future = Instant.now().plus(Duration.ofHours(1)).toEpochMilli();
    long ancient = Instant.now().minus(Duration.ofDays(31)).toEpochMilli();
    assertRefused(
        "/v1/actions", good.formatted(", \"occurred_at\": " + future), 400, "occurred_at");
    assertRefused(
        "/v1/actions",
        "{\"actions\": [%s, %s]}"
            .formatted(good.formatted(""), good.formatted(", \"occurred_at\": " + ancient)),
        400,
        "actions[1].occurred_at");
    assertRefused("/v1/actions", " ".repeat(10 << 20), 413, null);
    assertRefused(
        "/v1/rank",
        MAPPER.writeValueAsString(
            Map.of("user_id", "u1", "candidates", Collections.nCopies(10_001, "p1"))),
        400,
        "candidates");
    assertRefused("/v1/rank", "{\"user_id\": \"\", \"candidates\": [\"p1\"]}", 400, "user_id");
    assertThat(topics.count("actions")).isEqualTo(before);
  }

  @Test
  @Order(3)
  void bothTidesAreMergedAndSayHowFreshTheyAre() throws Exception {
    Instant heartbeat = Instant.now();
    real.heartbeat(heartbeat);
    real.liveActions()
        .write(
            List.of(
                RealServing.action("old", "u1", "p3", real.batchAsOf.minusSeconds(60)),
                RealServing.action("new", "u1", "p2", heartbeat.minusSeconds(2))));
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(
                        real.rank("u1", List.of("p0"))
                            .body()
                            .at("/freshness/live/watermark")
                            .asText())
                    .startsWith(heartbeat.toString().substring(0, 19)));
    real.heartbeat(Instant.now());
    Answer answer =
        real.api.post(
            "/v1/rank",
            """
            {"user_id": "u1", "candidates": ["nobody", "p0", "p1", "p2"], "surface": "home",
             "explain": true}
            """);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode body = answer.body();
    assertThat(Answers.ids(body)).containsExactly("p2", "p1", "p0", "nobody");
    assertThat(body.get("ranked_by").asText()).isEqualTo("ranker");
    assertThat(body.get("ranker").asText()).isEqualTo("ranker-1");
    // p2: 1 of the live action on it, 0.002 of its popularity; nothing of the embedding.
    JsonNode best = body.get("pins").get(0);
    assertThat(best.get("score").asDouble()).isCloseTo(TinyRanker.utility(1.002), within(1e-5));
    assertThat(best.at("/explain/probabilities/save").asDouble())
        .isCloseTo(TinyRanker.sigmoid(1.002), within(1e-5));
    assertThat(
            best.at("/explain/utility/save").asDouble()
                + best.at("/explain/utility/hide").asDouble())
        .isCloseTo(best.get("score").asDouble(), within(1e-6));
    assertThat(best.at("/explain/score_batch_only").asDouble())
        .isCloseTo(TinyRanker.utility(0.002), within(1e-5));
    assertThat(best.at("/explain/score_live_only").asDouble())
        .isCloseTo(TinyRanker.utility(1.002), within(1e-5));
    assertThat(body.at("/pins/1/explain/score_live_only").asDouble())
        .isCloseTo(TinyRanker.utility(0.001), within(1e-5));
    for (String part : List.of("queue_ms", "fetch_ms", "assemble_ms", "score_ms")) {
      assertThat(body.at("/timing/" + part).isNumber()).as(part).isTrue();
    }
    assertThat(body.get("fallback").isNull()).isTrue();
    assertThat(body.at("/pins/3/known").asBoolean(true)).isFalse();
    assertThat(body.at("/pins/3/score").isNull()).isTrue();
    JsonNode freshness = body.get("freshness");
    assertThat(freshness.at("/batch/status").asText()).isEqualTo("fresh");
    assertThat(freshness.at("/batch/release").asText()).isEqualTo("pinnerformer-1");
    assertThat(freshness.at("/batch/age_seconds").asLong()).isBetween(7_200L, 8_000L);
    assertThat(freshness.at("/live/actions").asInt()).isEqualTo(2);
    assertThat(freshness.at("/gap/actions").asInt()).isEqualTo(1);
    assertThat(freshness.at("/gap/seconds").asLong()).isBetween(7_190L, 8_000L);
    assertThat(freshness.at("/live/pipeline_lag_ms").isNumber()).isTrue();
    assertThat(Answers.degraded(body)).contains("pins_unknown").doesNotContain("batch_missing");
    assertRecorded(body);
  }

  /** What was answered is in Kafka, as it was answered. */
  private static void assertRecorded(JsonNode answer) throws Exception {
    JsonNode freshness = answer.get("freshness");
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(recorded(answer.get("request_id").asText())).isPresent());
    ServedRanking ranking = recorded(answer.get("request_id").asText()).orElseThrow();
    assertThat(ranking.request().userId()).isEqualTo("u1");
    assertThat(ranking.request().surface()).isEqualTo(Surface.HOME);
    assertThat(ranking.request().rankerRelease()).contains("ranker-1");
    assertThat(ranking.request().batchAsOf())
        .hasValue(Instant.parse(freshness.at("/batch/as_of").asText()).toEpochMilli());
    assertThat(ranking.request().liveAsOf())
        .hasValue(Instant.parse(freshness.at("/live/watermark").asText()).toEpochMilli());
    assertThat(ranking.request().degraded()).isEqualTo(Answers.degraded(answer));
    assertThat(ranking.pins()).extracting(ServedPin::pinId).isEqualTo(Answers.ids(answer));
    assertThat(ranking.pins().get(0).score())
        .hasValueSatisfying(
            score -> assertThat(score).isCloseTo((float) TinyRanker.utility(1.002), within(1e-5f)));
    assertThat(ranking.pins().get(0).headScores()).containsOnlyKeys("save", "hide");
    assertThat(ranking.request().pinsRelease()).contains("pins-1");
    assertThat(ranking.pins().get(3).score()).isEmpty();
  }

  private static Optional<ServedRanking> recorded(String requestId) {
    return topics.all("impressions").stream()
        .map(record -> ServedRankingJson.decode(record.value().getBytes(StandardCharsets.UTF_8)))
        .filter(ranking -> ranking.request().requestId().equals(requestId))
        .findFirst();
  }

  @Test
  @Order(3)
  void featuresThatTheRequestBringsAreScoredAsThoseThatWereRead() throws Exception {
    // The embedding of u1, no live action, and p1: what is left is its likeness to the embedding.
    String features =
        """
        {"user_embedding": %s, "requested_at": 1767225600000, "surface": 1,
         "candidate_pin_vectors": [%s, %s], "candidate_actions": [1, 0]}"""
            .formatted(
                MAPPER.writeValueAsString(RealServing.vector(1)),
                MAPPER.writeValueAsString(RealServing.vector(1)),
                MAPPER.writeValueAsString(RealServing.vector(2)));
    Answer answer = real.api.post("/v1/score", features);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode ranked = real.rank("a-stranger", List.of("p1")).body();
    assertThat(answer.body().get("ranker")).isEqualTo(ranked.get("ranker"));
    assertThat(answer.body().get("probabilities")).hasSize(2);
    assertThat(answer.body().at("/probabilities/0/0").asDouble())
        .isGreaterThan(answer.body().at("/probabilities/1/0").asDouble());

    Answer fromCbor =
        real.api.send(
            HttpRequest.newBuilder(real.api.uri("/v1/score"))
                .header("Content-Type", "application/cbor")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        new CBORMapper().writeValueAsBytes(MAPPER.readTree(features)))));
    assertThat(fromCbor.body()).isEqualTo(answer.body());

    assertRefused("/v1/score", features.replace("[1, 0]", "[1]"), 400, "candidate_actions");
    assertRefused("/v1/score", features.replace("1767225600000", "-1"), 400, "requested_at");
    assertRefused(
        "/v1/score",
        features.replace("\"candidate_pin_vectors\": [[", "\"candidate_pin_vectors\": [[1,"),
        400,
        "candidate_pin_vectors[0]");
  }

  @Test
  @Order(4)
  void pinsTheUserActedOnAreLeftOutIfAskedFor() throws Exception {
    JsonNode body =
        real.api
            .post(
                "/v1/rank",
                """
                {"user_id": "u1", "candidates": ["p0", "p1", "p2", "p3"], "exclude_engaged": true}
                """)
            .body();
    assertThat(Answers.ids(body)).containsExactly("p1", "p0");
    assertThat(body.get("excluded").asInt()).isEqualTo(2);
  }

  @Test
  @Order(4)
  void whoBringsNoCandidatesGetsSomeAndIsToldWhereTheyComeFrom() throws Exception {
    String anybody = "{\"user_id\": \"%s\", \"limit\": 12}";
    JsonNode without = real.api.post("/v1/candidates", anybody.formatted("u1")).body();
    assertThat(without.get("candidates")).isEmpty();
    assertThat(without.get("problem").asText()).contains("./tidemark index");

    real.publishIndex("index-1");
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              JsonNode body = real.api.post("/v1/candidates", anybody.formatted("new")).body();
              assertThat(body.get("index").asText()).isEqualTo("index-1");
              assertThat(body.get("cold_start").asBoolean()).isTrue();
              assertThat(body.at("/candidates/0/pin_id").asText()).isEqualTo("p7");
              assertThat(body.at("/candidates/0/sources/0/source").asText())
                  .isEqualTo("popularity");
            });

    JsonNode models = real.api.get("/v1/releases").body().get("models");
    assertThat(models.at("/retrieval/served/release").asText()).isEqualTo("index-1");
    assertThat(models.at("/pinnersage/published").isNull()).isTrue();

    real.liveActions().write(List.of(RealServing.action("retrieved", "new", "p2", Instant.now())));
    JsonNode warm = real.api.post("/v1/candidates", anybody.formatted("new")).body();
    assertThat(warm.get("cold_start").asBoolean()).isFalse();
    assertThat(warm.at("/candidates/0/sources/0/source").asText()).isEqualTo("live");
    assertThat(warm.at("/candidates/0/sources/0/near").asText()).isEqualTo("p2");
    assertThat(warm.findValuesAsText("pin_id")).contains("p6", "p10").doesNotContain("p2");

    JsonNode ranked =
        real.api
            .post("/v1/rank", "{\"user_id\": \"new\", \"limit\": 3, \"exclude_engaged\": true}")
            .body();
    assertThat(ranked.get("ranked_by").asText()).isEqualTo("ranker");
    assertThat(Answers.ids(ranked)).hasSize(3).doesNotContain("p2");
    assertThat(ranked.at("/retrieval/index").asText()).isEqualTo("index-1");
    assertThat(ranked.at("/retrieval/candidates").findValuesAsText("pin_id"))
        .isEqualTo(Answers.ids(ranked));
    assertRefused("/v1/candidates", "{\"user_id\": \"u1\", \"limit\": 0}", 400, "limit");
    assertRefused("/v1/rank", "{\"user_id\": \"u1\", \"candidates\": []}", 400, "candidates");
  }

  @Test
  @Order(4)
  void severalUsersAreRankedAtOnceAndABadOneDoesNotKeepTheOthersFromIt() throws Exception {
    Answer answer =
        real.api.post(
            "/v1/rank:batch",
            """
            {"requests": [
              {"user_id": "u1", "candidates": ["p0", "p1"]},
              {"user_id": "", "candidates": []},
              {"user_id": "stranger", "candidates": ["p0", "p3"], "limit": 1}]}
            """);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode results = answer.body().get("results");
    assertThat(results).hasSize(3);
    assertThat(Answers.ids(results.get(0).get("answer"))).containsExactly("p1", "p0");
    assertThat(results.get(0).has("errors")).isFalse();
    assertThat(results.get(1).at("/errors/0/field").asText()).isEqualTo("user_id");
    assertThat(results.get(1).at("/errors/1/field").asText()).isEqualTo("candidates");
    assertThat(Answers.ids(results.get(2).get("answer"))).containsExactly("p3");
    assertRefused("/v1/rank:batch", "{\"requests\": []}", 400, "requests");
    assertRefused(
        "/v1/rank",
        "{\"user_id\": \"u1\", \"candidates\": [\"p1\"], \"timeout_ms\": 0}",
        400,
        "timeout_ms");
  }

  @Test
  @Order(4)
  void aUserNobodyKnowsIsRankedByWhatIsPopular() throws Exception {
    JsonNode body = real.rank("stranger", List.of("p1", "p5", "p3")).body();
    assertThat(Answers.ids(body)).containsExactly("p5", "p3", "p1");
    assertThat(body.at("/freshness/batch/status").asText()).isEqualTo("missing");
    assertThat(body.at("/freshness/gap/actions").isNull()).isTrue();
    assertThat(Answers.degraded(body)).contains("batch_missing");
  }

  private static void assertRefused(String path, String body, int status, String field)
      throws Exception {
    Answer answer = real.api.post(path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error().get("field").asText(null)).isEqualTo(field);
    assertThat(answer.error().get("fix").asText()).isNotEmpty();
  }
}
