package io.tidemark.workflows.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * A server that answers its version as a real one does, hands out tokens, and otherwise gives the
 * answers it was told to, the last one again and again.
 */
final class ScriptedAirflow implements AutoCloseable {
  /** A request as it arrived. */
  record Seen(String method, String path, String body, String authorization) {}

  private final MockWebServer server = new MockWebServer();
  private final Deque<MockResponse> answers = new ArrayDeque<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private int tokens;

  ScriptedAirflow(String version) throws IOException {
    boolean v1 = version.startsWith("2.");
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request, version, v1);
          }
        });
    server.start();
  }

  private synchronized MockResponse answer(RecordedRequest request, String version, boolean v1) {
    String path = request.getPath();
    if (path.equals("/api/v2/version") && v1) {
      return RecordedExchange.named(version, "api_v2").answer();
    }
    if (path.endsWith("/version")) {
      return RecordedExchange.named(version, "version_noauth").answer();
    }
    if (path.equals("/auth/token")) {
      tokens++;
      return new MockResponse()
          .setResponseCode(201)
          .setHeader("Content-Type", "application/json")
          .setBody("{\"access_token\": \"token-%d\"}".formatted(tokens));
    }
    seen.add(
        new Seen(
            request.getMethod(),
            path,
            request.getBody().readUtf8(),
            request.getHeader("Authorization")));
    return answers.size() > 1 ? answers.poll() : answers.peek();
  }

  synchronized ScriptedAirflow then(MockResponse... next) {
    answers.addAll(List.of(next));
    return this;
  }

  AirflowClient client() {
    return AirflowClient.connect(address());
  }

  AirflowAddress address() {
    return AirflowAddress.of(server.url("/").toString(), "admin", "s3cret-w0rd")
        .within(Duration.ofSeconds(5));
  }

  /** All requests besides those for version and token. */
  List<Seen> seen() {
    return seen;
  }

  Seen only() {
    if (seen.size() != 1) {
      throw new AssertionError("requests: " + seen);
    }
    return seen.get(0);
  }

  synchronized int tokens() {
    return tokens;
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
  }
}
