package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
  @Test
  void itAnswersWithWhatTheStreamSaysOfItself() throws Exception {
    var health = new AtomicReference<>(StreamHealth.starting("warming up"));
    try (var endpoint = new HealthEndpoint("record-live-actions", "token", 0, health::get)) {
      HttpResponse<String> starting = get(endpoint);
      health.set(StreamHealth.up("a \"fresh\" heartbeat"));
      HttpResponse<String> up = get(endpoint);
      health.set(StreamHealth.down("HBase is away"));
      HttpResponse<String> down = get(endpoint);

      assertThat(starting.statusCode()).isEqualTo(503);
      assertThat(up.statusCode()).isEqualTo(200);
      assertThat(down.statusCode()).isEqualTo(503);
      JsonNode answer = new ObjectMapper().readTree(up.body());
      assertThat(answer.path("component").asText()).isEqualTo("record-live-actions");
      assertThat(answer.path("instance").asText()).isEqualTo("token");
      assertThat(answer.path("status").asText()).isEqualTo("up");
      assertThat(answer.path("detail").asText()).isEqualTo("a \"fresh\" heartbeat");
    }
  }

  private static HttpResponse<String> get(HealthEndpoint endpoint) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + "/health");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
