package io.tidemark.serving.canary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One action of a synthetic user on its way: it is posted, and the user is ranked again and again
 * until a ranking has it.
 */
final class CanaryFlight {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final HttpClient http;
  private final URI api;
  private final Executor executor;
  private final Duration giveUpAfter;

  /**
   * @param http used for all flights
   * @param api where the API is
   * @param executor goes on after a pause
   * @param giveUpAfter how long it is waited for an action
   */
  CanaryFlight(HttpClient http, URI api, Executor executor, Duration giveUpAfter) {
    this.http = http;
    this.api = api;
    this.executor = executor;
    this.giveUpAfter = giveUpAfter;
  }

  /**
   * Lets a user act.
   *
   * @param candidates pins that the user acts on and is ranked over, at least one
   * @param occurredAt ms; later than the user's last one
   * @return how long it took until a ranking had it, in nanoseconds; fails if none has in time
   */
  CompletableFuture<Long> start(String userId, List<String> candidates, long occurredAt) {
    long started = System.nanoTime();
    Map<String, Object> action =
        Map.of(
            "event_id",
            userId + "-" + occurredAt,
            "user_id",
            userId,
            "pin_id",
            candidates.get(0),
            "action_type",
            "save",
            "surface",
            "home",
            "occurred_at",
            occurredAt);
    Map<String, Object> ranking = Map.of("user_id", userId, "candidates", candidates, "limit", 1);
    return post("/v1/actions", action)
        .thenCompose(accepted -> rankUntilSeen(ranking, occurredAt, started, SHORTEST_PAUSE));
  }

  private CompletableFuture<Long> rankUntilSeen(
      Map<String, Object> ranking, long occurredAt, long started, Duration pause) {
    return post("/v1/rank", ranking)
        .thenCompose(
            answer -> {
              long taken = System.nanoTime() - started;
              JsonNode live = answer.path("freshness").path("live");
              if (has(live, occurredAt)) {
                return CompletableFuture.completedFuture(taken);
              }
              if (taken > giveUpAfter.toNanos()) {
                return CompletableFuture.failedFuture(
                    new IllegalStateException(
                        "in no ranking after %d s: the live side is %s (%s)"
                            .formatted(
                                giveUpAfter.toSeconds(),
                                live.path("status").asText(),
                                live.path("reason").asText())));
              }
              Executor later =
                  CompletableFuture.delayedExecutor(
                      pause.toNanos(), TimeUnit.NANOSECONDS, executor);
              Duration next = pause.multipliedBy(3).dividedBy(2);
              return CompletableFuture.supplyAsync(() -> ranking, later)
                  .thenCompose(
                      again ->
                          rankUntilSeen(
                              again,
                              occurredAt,
                              started,
                              next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE));
            });
  }

  private static boolean has(JsonNode live, long occurredAt) {
    return live.path("last_action_at").isTextual()
        && Instant.parse(live.path("last_action_at").asText()).toEpochMilli() >= occurredAt;
  }

  private CompletableFuture<JsonNode> post(String path, Map<String, Object> body) {
    try {
      return http.sendAsync(
              HttpRequest.newBuilder(api.resolve(path))
                  .timeout(REQUEST_TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .thenApply(response -> json(path, response));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String path, HttpResponse<byte[]> response) {
    try {
      JsonNode body = MAPPER.readTree(response.body());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "%s answered %d: %s"
                .formatted(
                    path, response.statusCode(), body.path("error").path("message").asText()));
      }
      return body;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
