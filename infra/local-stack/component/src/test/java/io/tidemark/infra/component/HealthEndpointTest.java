package io.tidemark.infra.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
  private HealthEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint = HealthEndpoint.start("kafka", "token-1", 0, Duration.ofMillis(200));
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void saysStartingUntilTheServerAnswersForTheFirstTime() throws Exception {
    HttpResponse<String> before = get();
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("\"starting\"", "\"component\":\"kafka\"", "\"token-1\"");

    endpoint.askWith(() -> "1 broker");

    HttpResponse<String> after = get();
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body()).contains("\"status\":\"up\"", "1 broker");
  }

  @Test
  void saysDownWithTheReasonOnceAServerThatAnsweredNoLongerDoes() throws Exception {
    endpoint.askWith(() -> "fine");
    get();
    endpoint.askWith(
        () -> {
          throw new IllegalStateException("disk \"full\"\nnow");
        });

    HttpResponse<String> answer = get();

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"down\"", "disk \\\"full\\\"\\u000anow");
  }

  @Test
  void aHangingServerCostsOneTimeoutAndOneRequestHoweverOftenItIsAsked() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger requests = new AtomicInteger();
    endpoint.askWith(
        () -> {
          requests.incrementAndGet();
          never.await();
          return "too late";
        });

    assertThat(get().body()).contains("no answer within 200 ms");
    assertThat(get().statusCode()).isEqualTo(503);
    assertThat(requests).hasValue(1);
  }

  private HttpResponse<String> get() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + endpoint.port() + "/health"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
