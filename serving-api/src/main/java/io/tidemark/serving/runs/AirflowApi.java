package io.tidemark.serving.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of Airflow's REST API v2. Logs in when it is asked to, and once more if a token is no
 * longer taken; a token that has run out is answered 401 or 403.
 */
final class AirflowApi {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_ANSWER = 1 << 20;

  private final URI base;
  private final SchedulerConfiguration configuration;
  private final Duration timeout;
  private final HttpClient http;
  private Optional<String> token = Optional.empty();

  AirflowApi(URI base, SchedulerConfiguration configuration) {
    this.base = base;
    this.configuration = configuration;
    this.timeout = configuration.timeout().toJavaDuration();
    this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /**
   * What is at a path below {@code /api/v2}.
   *
   * @throws IOException if it cannot be had, in words that a person can act on
   */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(path);
    if ((answer.statusCode() == 401 || answer.statusCode() == 403) && hasCredentials()) {
      token = Optional.of(logIn());
      answer = send(path);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("%s answered %d".formatted(answer.uri(), answer.statusCode()));
    }
    return json(answer);
  }

  private HttpResponse<byte[]> send(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/api/v2" + path))
            .timeout(timeout)
            .header("Accept", "application/json");
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return exchange(request.build());
  }

  private String logIn() throws IOException, InterruptedException {
    byte[] body =
        MAPPER.writeValueAsBytes(
            Map.of("username", configuration.username(), "password", configuration.password()));
    HttpResponse<byte[]> answer =
        exchange(
            HttpRequest.newBuilder(base.resolve("/auth/token"))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    String given = answer.statusCode() / 100 == 2 ? json(answer).path("access_token").asText() : "";
    if (given.isEmpty()) {
      throw new IOException(
          "%s does not let %s in (%d): check scheduler.username and its password"
              .formatted(answer.uri(), configuration.username(), answer.statusCode()));
    }
    return given;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.body().length > LONGEST_ANSWER) {
        throw new IOException(request.uri() + " answered more than a MiB");
      }
      return answer;
    } catch (IOException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException("the scheduler at %s does not answer: %s".formatted(base, message), e);
    }
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    try {
      return MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new IOException(answer.uri() + " answered something else than JSON", e);
    }
  }

  private boolean hasCredentials() {
    return !configuration.username().isEmpty();
  }
}
