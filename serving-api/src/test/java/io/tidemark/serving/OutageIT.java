package io.tidemark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.infra.stack.Component;
import io.tidemark.serving.ServingProcess.Answer;
import io.tidemark.store.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The application while something goes on or away: the stream stands still, releases are swapped,
 * HBase and Kafka are killed and come back. In this order, on one stack.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutageIT {
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  /** The read budget of these tests, and what a crowded machine may add to it. */
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private static RealServing real;

  @BeforeAll
  static void start() throws Exception {
    real = RealServing.start();
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
  void aStreamThatStandsStillIsBehindThoughTheUserJustActed() throws Exception {
    real.heartbeat(Instant.now());
    real.liveActions().write(List.of(RealServing.action("l1", "lena", "p1", Instant.now())));
    // Watermarks never go back: wait until the last heartbeat is too old.
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(
                        real.rank("lena", List.of("p1"))
                            .body()
                            .at("/freshness/live/status")
                            .asText())
                    .isEqualTo("behind"));
    JsonNode body = real.rank("lena", List.of("p1")).body();
    assertThat(Answers.degraded(body)).contains("live_behind");
    assertThat(body.at("/freshness/live/pipeline_lag_ms").asLong()).isGreaterThan(5_000);
    assertThat(real.api.get("/v1/freshness").body().at("/live/status").asText())
        .isEqualTo("behind");
  }

  @Test
  @Order(2)
  void aReleaseIsSwappedUnderLoadWithoutLosingARequest() throws Exception {
    CallLoad load = new CallLoad(() -> real.rank("u1", List.of("p0", "p1")));
    real.publishRanker("ranker-2", -1);
    awaitRanker("ranker-2");
    // Embeddings of another training than the ranker's are refused, and what fits goes on.
    real.publish(Release.PINNERFORMER, "pinnerformer-2", Map.of(Release.PINS, "pins-1"));
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              JsonNode body = real.rank("u1", List.of("p0")).body();
              assertThat(Answers.degraded(body)).contains("release_mismatch");
              assertThat(body.at("/freshness/batch/release").asText()).isEqualTo("pinnerformer-1");
            });
    real.publishAgain(Release.PINNERFORMER, "pinnerformer-1");
    real.publishRanker("ranker-3", 1);
    awaitRanker("ranker-3");
    for (Answer answer : load.stop()) {
      assertThat(answer.status())
          .as("%s %s", answer.response().body(), real.api.faults())
          .isEqualTo(200);
      // Turned round while ranker-2 served: the order and the name always agree.
      boolean turned = answer.body().get("ranker").asText().equals("ranker-2");
      assertThat(Answers.ids(answer.body()).get(0)).isEqualTo(turned ? "p0" : "p1");
    }
    JsonNode releases = real.api.get("/v1/releases").body();
    assertThat(releases.at("/models/ranker/served/release").asText()).isEqualTo("ranker-3");
    assertThat(real.api.get("/metrics").response().body())
        .contains("tidemark_release_info{model=\"ranker\",release=\"ranker-3\"");
  }

  @Test
  @Order(3)
  void whileHBaseIsKilledAndComesBackEveryAnswerIsInTimeAndSaysWhatItLacks() throws Exception {
    CallLoad load = new CallLoad(() -> real.rank("u1", List.of("p1", "p599", "not-copied")));
    real.stack.kill(Component.HBASE);
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              long start = System.nanoTime();
              JsonNode body = real.rank("u1", List.of("p1", "p599", "not-copied")).body();
              assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
              assertThat(body.at("/freshness/batch/status").asText()).isEqualTo("unknown");
              assertThat(body.at("/freshness/batch/as_of").isNull()).isTrue();
              assertThat(body.at("/freshness/live/status").asText()).isEqualTo("unknown");
              assertThat(body.at("/freshness/live/actions").isNull()).isTrue();
              assertThat(body.get("fallback").asText()).isEqualTo("popularity");
              // Pins are mapped: p599 was never asked for while HBase was there.
              assertThat(Answers.ids(body)).startsWith("p599", "p1");
            });
    real.stack.start(Component.HBASE);
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              JsonNode body = real.rank("u1", List.of("p1")).body();
              assertThat(body.at("/freshness/batch/status").asText()).isEqualTo("fresh");
              assertThat(Answers.degraded(body))
                  .doesNotContain("live_unavailable", "releases_unavailable");
            });
    List<Answer> answers = load.stop();
    assertThat(answers).hasSizeGreaterThan(20);
    for (Answer answer : answers) {
      if (answer.status() == 503) {
        assertThat(answer.error().get("code").asText()).isEqualTo("overloaded");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
        continue;
      }
      assertThat(answer.status())
          .as("%s %s", answer.response().body(), real.api.faults())
          .isEqualTo(200);
      assertSaysWhatItLacks(answer.body());
    }
  }

  private static void assertSaysWhatItLacks(JsonNode body) {
    boolean noBatch = body.at("/freshness/batch/status").asText().equals("unknown");
    boolean noLive = body.at("/freshness/live/actions").isNull();
    assertThat(Answers.degraded(body).contains("batch_unavailable")).isEqualTo(noBatch);
    assertThat(Answers.degraded(body).contains("live_unavailable")).isEqualTo(noLive);
    assertThat(body.get("fallback").asText(null))
        .isEqualTo(
            noBatch && noLive
                ? "popularity"
                : noLive ? "batch_only" : noBatch ? "live_only" : null);
    assertThat(body.at("/pins/0/known").asBoolean()).isTrue();
  }

  @Test
  @Order(4)
  void withKafkaDownNothingIsAcknowledgedAndRankingsGoOn() throws Exception {
    real.stack.kill(Component.KAFKA);
    String action =
        "{\"event_id\": \"k1\", \"user_id\": \"kim\", \"pin_id\": \"p1\", \"action_type\": \"save\","
            + " \"surface\": \"home\", \"occurred_at\": "
            + System.currentTimeMillis()
            + "}";
    Answer answer = real.api.post("/v1/actions", action);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().get("code").asText()).isEqualTo("kafka_unavailable");
    assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    assertThat(real.rank("u1", List.of("p1")).status()).isEqualTo(200);
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(real.api.get("/metrics").response().body())
                    .containsPattern(
                        "tidemark_impressions_dropped_total\\{reason=\"kafka\"} [1-9]"));
    real.stack.start(Component.KAFKA);
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> assertThat(real.api.post("/v1/actions", action).status()).isEqualTo(202));
  }

  private static void awaitRanker(String id) {
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(real.rank("u1", List.of("p0")).body().get("ranker").asText())
                    .isEqualTo(id));
  }
}
