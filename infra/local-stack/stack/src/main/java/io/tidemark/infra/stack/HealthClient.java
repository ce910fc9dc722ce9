package io.tidemark.infra.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a component's health endpoint whether its server answers real requests. */
final class HealthClient {
  /** Above the 5 s that the endpoint itself gives the server. */
  private static final Duration TIMEOUT = Duration.ofSeconds(7);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** What a health endpoint says; fields it leaves out are null. */
  record Answer(String component, String instance, String status, String detail) {}

  /** What was found out about a component's health. */
  record Health(State state, String detail) {}

  /** The three things that can be found out. */
  enum State {
    UP,
    STARTING,
    DOWN
  }

  Health ask(ComponentRecord record) {
    return ask(record.healthUrl(), record.instance());
  }

  private Health ask(URI url, String instance) {
    HttpResponse<byte[]> response;
    Answer answer;
    try {
      response =
          http.send(
              HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      answer = StackRecords.JSON.readValue(response.body(), Answer.class);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "nothing listens" : e.getMessage();
      return new Health(State.DOWN, "no health answer from %s: %s".formatted(url, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Health(State.DOWN, "interrupted while asking");
    }
    if (!instance.equals(answer.instance())) {
      return new Health(State.DOWN, "another process answers at " + url);
    }
    if (response.statusCode() == 200 && "up".equals(answer.status())) {
      return new Health(State.UP, answer.detail());
    }
    return new Health(
        "starting".equals(answer.status()) ? State.STARTING : State.DOWN, answer.detail());
  }
}
