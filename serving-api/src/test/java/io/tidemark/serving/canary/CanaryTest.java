package io.tidemark.serving.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dropwizard.util.Duration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.canary.CanaryTide.PartitionCanary;
import io.tidemark.serving.canary.CanaryTide.Status;
import io.tidemark.store.SyntheticUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Canaries of an API that answers as it is told to: at first a ranking does not have the action.
 */
class CanaryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Long> acted = new ConcurrentHashMap<>();
  private final Map<String, Integer> rankings = new ConcurrentHashMap<>();
  private final Map<String, Integer> mostRankings = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private volatile boolean streamRuns = true;
  private HttpServer api;
  private Canary canary;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(Executors.newFixedThreadPool(2));
    api.createContext("/v1/actions", this::act);
    api.createContext("/v1/rank", this::rank);
    api.start();
    canary =
        new Canary(
            new CanaryConfiguration(
                true, Duration.milliseconds(20), Duration.seconds(1), "127.0.0.1"),
            () -> OptionalInt.of(3),
            () -> List.of("p1", "p2"),
            java.time.Duration.ofMillis(300),
            Clock.systemUTC(),
            meters);
    canary.listeningAt(api.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    canary.stop();
    api.stop(0);
  }

  @Test
  void aSyntheticUserOfEachPartitionIsRankedUntilTheRankingHasTheAction() {
    await().untilAsserted(() -> assertThat(canary.view().status()).isEqualTo(Status.ALIVE));
    CanaryTide view = canary.view();
    assertThat(view.partitions()).extracting(PartitionCanary::partition).containsExactly(0, 1, 2);
    assertThat(view.latencyMs().count()).isGreaterThanOrEqualTo(3);
    assertThat(view.latencyMs().p50()).isPositive();
    assertThat(acted)
        .hasSize(3)
        .allSatisfy((user, at) -> assertThat(SyntheticUsers.contains(user)).isTrue());
    assertThat(mostRankings.values()).allSatisfy(count -> assertThat(count).isGreaterThan(1));
    assertThat(meters.get("tidemark.canary.latency").tag("partition", "2").timer().count())
        .isPositive();
  }

  @Test
  void whenTheStreamStopsItIsLateAtOnceLostLaterAndAliveAgainByItself() {
    await().untilAsserted(() -> assertThat(canary.view().status()).isEqualTo(Status.ALIVE));
    streamRuns = false;
    await().untilAsserted(() -> assertThat(canary.view().status()).isEqualTo(Status.LATE));
    PartitionCanary late = canary.view().partitions().get(0);
    assertThat(late.waitingMs()).isGreaterThan(300);
    await()
        .untilAsserted(
            () -> {
              PartitionCanary lost = canary.view().partitions().get(0);
              assertThat(lost.lost()).isPositive();
              assertThat(lost.problem()).contains("in no ranking after 1 s", "behind");
            });
    streamRuns = true;
    await().untilAsserted(() -> assertThat(canary.view().status()).isEqualTo(Status.ALIVE));
    assertThat(canary.view().partitions().get(0).problem()).isNull();
  }

  @Test
  void anApiThatIsAwayIsLostWithTheReason() {
    await().untilAsserted(() -> assertThat(canary.view().status()).isEqualTo(Status.ALIVE));
    api.stop(0);
    await()
        .untilAsserted(
            () -> {
              assertThat(canary.view().status()).isEqualTo(Status.LOST);
              assertThat(canary.view().partitions().get(1).problem()).isNotBlank();
            });
  }

  private void act(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    String user = body.get("user_id").asText();
    acted.put(user, body.get("occurred_at").asLong());
    rankings.put(user, 0);
    answer(exchange, 202, "{\"accepted\": 1}");
  }

  private void rank(HttpExchange exchange) throws IOException {
    String user = JSON.readTree(exchange.getRequestBody()).get("user_id").asText();
    int ranked = rankings.merge(user, 1, Integer::sum);
    mostRankings.merge(user, ranked, Math::max);
    boolean seen = ranked > 1 && streamRuns;
    String last =
        seen ? "\"" + Instant.ofEpochMilli(acted.get(user)) + "\"" : "\"2026-01-01T00:00:00Z\"";
    answer(
        exchange,
        200,
        "{\"freshness\": {\"live\": {\"last_action_at\": %s, \"status\": \"behind\"}}}"
            .formatted(last));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
