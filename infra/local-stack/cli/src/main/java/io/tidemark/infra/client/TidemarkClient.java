package io.tidemark.infra.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A client of one running API. Safe for many threads. */
public final class TidemarkClient {
  /** Actions that one request may carry. */
  public static final int MAX_BATCH = 1_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI address;

  /**
   * @param address such as {@code http://127.0.0.1:8080}
   */
  public TidemarkClient(URI address) {
    this.address = address;
  }

  /** Sends actions; done once the API has acknowledged all of them. */
  public CompletableFuture<Void> post(List<Event> events) {
    return send("/v1/actions", Map.of("actions", events)).thenApply(answer -> null);
  }

  /** Ranks the candidates for the user and returns the best {@code limit} of them. */
  public CompletableFuture<Ranking> rank(String userId, List<String> candidates, int limit) {
    return send(
            "/v1/rank",
            Map.of("user_id", userId, "candidates", candidates, "surface", "home", "limit", limit))
        .thenApply(Ranking::new);
  }

  /** Retrieves candidates for the user. */
  public CompletableFuture<Candidates> candidates(String userId) {
    return send("/v1/candidates", Map.of("user_id", userId, "surface", "home"))
        .thenApply(Candidates::new);
  }

  /** How fresh everything is for everybody. */
  public CompletableFuture<JsonNode> freshness() {
    return http.sendAsync(
            HttpRequest.newBuilder(address.resolve("/v1/freshness")).timeout(TIMEOUT).build(),
            BodyHandlers.ofByteArray())
        .thenApply(TidemarkClient::parse);
  }

  /**
   * Waits until the API has loaded its models and is warm.
   *
   * @throws IllegalStateException with the API's own words, if it is not ready in time
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/health/ready")).timeout(TIMEOUT).build();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      String answer;
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return;
        }
        answer = response.body();
      } catch (IOException e) {
        answer = e.toString();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the API at %s is not ready after %s: %s".formatted(address, timeout, answer));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private CompletableFuture<JsonNode> send(String path, Object body) {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(address.resolve(path))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(TidemarkClient::parse);
  }

  private static JsonNode parse(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      throw new CompletionException(
          new IOException(
              "%s answered %d: %s"
                  .formatted(
                      response.uri(),
                      response.statusCode(),
                      new String(response.body(), StandardCharsets.UTF_8))));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
