package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every surface says of freshness while the real stream runs, stops and runs again, and when
 * HBase goes away: in this order, on one stack.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FreshnessIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofMinutes(2);

  /** What the system promises. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);

  private static final int PARTITIONS = 4;

  @TempDir private static Path folder;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static LocalStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStack.start(folder.resolve("stack"), Component.HBASE, Component.KAFKA);
    assertThat(
            Topics.run("--kafka=" + stack.address(Component.KAFKA), "--partitions=" + PARTITIONS))
        .isZero();
    try (StoreConnection store =
        StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(store).create();
      PublishedBatch.publish(
          store,
          folder.resolve("models"),
          Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS));
    }
    stack.start(Component.RECORD_LIVE_ACTIONS, Component.API);
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void anActiveUserIsFreshAndAnIdleOneQuietWhileTheStreamKeepsUp() {
    act("active", Instant.now());
    act("idle", Instant.now().minus(1, ChronoUnit.HOURS));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertLive(rank("active"), "fresh", "user_active");
              assertLive(rank("idle"), "quiet", "user_quiet");
              assertLive(rank("stranger"), "missing", "no_actions");
            });
    JsonNode fleet = get("/v1/freshness");
    assertThat(fleet.at("/live/status").asText()).isEqualTo("fresh");
    assertThat(fleet.at("/live/partitions")).hasSize(PARTITIONS);
    assertThat(fleet.at("/batch/status").asText()).isEqualTo("fresh");
    assertThat(fleet.at("/objectives/live_met").asBoolean()).isTrue();
    assertThat(fleet.at("/answers/count").asLong()).isPositive();
    JsonNode user = get("/v1/users/u1/freshness?pin=p1&pin=p2&k=2");
    assertThat(user.at("/freshness/gap/coverage").asText()).isEqualTo("complete");
    assertThat(user.at("/rankings/status").asText()).isEqualTo("ranked");
    assertThat(user.at("/rankings/both")).hasSize(2);
    assertThat(user.at("/drift/status").asText()).as("nothing was kept").isEqualTo("no_history");
  }

  @Test
  @Order(2)
  void theCanariesOfEveryPartitionComeIntoRankings() {
    await().atMost(SOON).untilAsserted(FreshnessIT::assertCanariesAlive);
    for (JsonNode canary : get("/v1/freshness").at("/canary/partitions")) {
      assertThat(canary.at("/latency_ms/p50").asDouble()).isPositive();
    }
  }

  @Test
  @Order(3)
  void everyMetricOfFreshnessThatIsDocumentedIsThereAndNoneThatIsNot() throws IOException {
    await()
        .atMost(SOON)
        .until(() -> scrape().contains("tidemark_sampled_batch_age_seconds{percentile=\"50\""));
    Set<String> exposed = exposed();
    assertThat(documented()).containsAll(exposed);
    assertThat(documented())
        .filteredOn(
            name -> name.matches("tidemark_(freshness|batch|stream|answers|sampled|canary)_.*"))
        .hasSizeGreaterThan(15)
        .isSubsetOf(exposed);
  }

  @Test
  @Order(4)
  void withinTenSecondsOfTheStreamsEndEverySurfaceSaysBehind() {
    stack.kill(Component.RECORD_LIVE_ACTIONS);
    await()
        .atMost(TOLD_WITHIN)
        .untilAsserted(
            () -> {
              for (String user : List.of("active", "idle", "stranger")) {
                assertLive(rank(user), "behind", "stream_stopped");
                assertLive(get("/v1/users/" + user + "/freshness"), "behind", "stream_stopped");
              }
              JsonNode fleet = get("/v1/freshness");
              assertThat(fleet.at("/live/status").asText()).isEqualTo("behind");
              assertThat(fleet.at("/live/partitions"))
                  .allMatch(partition -> partition.get("status").asText().equals("behind"));
              assertThat(fleet.at("/objectives/live_met").asBoolean(true)).isFalse();
              assertThat(fleet.at("/canary/status").asText()).isEqualTo("late");
              assertThat(scrape())
                  .contains("tidemark_freshness_status{side=\"live\",status=\"behind\"} 1.0")
                  .contains("tidemark_freshness_objective_met{side=\"live\"} 0.0");
            });
  }

  @Test
  @Order(5)
  void whenTheStreamIsBackEverySurfaceRecoversByItself() {
    stack.start(Component.RECORD_LIVE_ACTIONS);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertLive(rank("idle"), "quiet", "user_quiet");
              assertLive(get("/v1/users/idle/freshness"), "quiet", "user_quiet");
              assertThat(get("/v1/freshness").at("/live/status").asText()).isEqualTo("fresh");
              assertThat(scrape()).contains("tidemark_freshness_objective_met{side=\"live\"} 1.0");
              assertCanariesAlive();
            });
  }

  @Test
  @Order(6)
  void withoutHBaseEverythingIsUnknownRatherThanTheLastValue() {
    stack.kill(Component.HBASE);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode ranking = rank("active");
              assertLive(ranking, "unknown", "actions_unread");
              assertThat(ranking.at("/freshness/batch/status").asText()).isEqualTo("unknown");
              assertThat(ranking.at("/freshness/live/pipeline_lag_ms").isNull()).isTrue();
              JsonNode fleet = get("/v1/freshness");
              assertThat(fleet.at("/live/status").asText()).isEqualTo("unknown");
              assertThat(fleet.at("/live/pipeline_lag_ms").isNull()).isTrue();
              assertThat(fleet.at("/batch/status").asText()).isEqualTo("unknown");
              assertThat(fleet.at("/batch/age_seconds").isNull()).isTrue();
              assertThat(fleet.at("/objectives/live_met").isNull()).isTrue();
              JsonNode user = get("/v1/users/active/freshness");
              assertLive(user, "unknown", "actions_unread");
              assertThat(user.at("/drift/status").asText()).isEqualTo("unread");
              assertThat(scrape())
                  .contains("tidemark_stream_lag_seconds NaN")
                  .contains("tidemark_batch_age_seconds NaN")
                  .contains("tidemark_freshness_objective_met{side=\"live\"} NaN")
                  .doesNotContain("tidemark_stream_partition_lag_seconds{");
            });
  }

  private static void assertLive(JsonNode answer, String status, String reason) {
    JsonNode live = answer.at("/freshness/live");
    assertThat(live.path("status").asText()).as(live::toString).isEqualTo(status);
    assertThat(live.path("reason").asText()).as(live::toString).isEqualTo(reason);
  }

  private static void assertCanariesAlive() {
    JsonNode canaries = get("/v1/freshness").at("/canary");
    assertThat(canaries.at("/status").asText()).as(canaries::toString).isEqualTo("alive");
    assertThat(canaries.at("/partitions")).hasSize(PARTITIONS);
  }

  private static Set<String> exposed() {
    return Pattern.compile("^# TYPE (tidemark_[a-z_]+) ", Pattern.MULTILINE)
        .matcher(scrape())
        .results()
        .map(match -> match.group(1).replaceAll("_max$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Every name in the table of metrics of the serving API's README. */
  private static Set<String> documented() throws IOException {
    String readme =
        Files.readString(
            Path.of(System.getProperty("tidemark.home")).resolve("serving-api/README.md"));
    int table = readme.indexOf("\n## Metrics\n");
    return Pattern.compile("\\btidemark_[a-z_]+")
        .matcher(readme.substring(table, readme.indexOf("\n## ", table + 1)))
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void act(String userId, Instant occurredAt) {
    send(
        request("/v1/actions")
            .POST(
                body(
                    Map.of(
                        "user_id", userId,
                        "pin_id", "p1",
                        "action_type", "save",
                        "surface", "home",
                        "occurred_at", occurredAt.toEpochMilli()))));
  }

  private static JsonNode rank(String userId) {
    return send(
        request("/v1/rank")
            .POST(body(Map.of("user_id", userId, "candidates", List.of("p1", "p2")))));
  }

  private static JsonNode get(String path) {
    return send(request(path));
  }

  private static HttpRequest.BodyPublisher body(Map<String, Object> json) {
    try {
      return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String scrape() {
    return answer(request("/metrics")).body();
  }

  private static JsonNode send(HttpRequest.Builder request) {
    HttpResponse<String> response = answer(request);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.address(Component.API) + path))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
