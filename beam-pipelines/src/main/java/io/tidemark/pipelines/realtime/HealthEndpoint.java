package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /health} on loopback: {@code {"component", "instance", "status", "detail"}} with 200
 * when the stream is up, else 503. The instance is the environment's {@code TIDEMARK_INSTANCE}, by
 * which a supervisor knows that the process that answers is the one it started.
 */
final class HealthEndpoint implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String component;
  private final String instance;
  private final Supplier<StreamHealth> health;
  private final HttpServer server;

  /**
   * Starts to answer.
   *
   * @param port the port on loopback, 0 for any free one
   * @param health answers at once, from any thread
   */
  HealthEndpoint(String component, String instance, int port, Supplier<StreamHealth> health)
      throws IOException {
    this.component = requireNonNull(component, "component is null");
    this.instance = requireNonNull(instance, "instance is null");
    this.health = requireNonNull(health, "health is null");
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    server.createContext("/health", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      StreamHealth now = health.get();
      Map<String, String> answer = new LinkedHashMap<>();
      answer.put("component", component);
      answer.put("instance", instance);
      answer.put("status", now.status().name().toLowerCase(Locale.ROOT));
      answer.put("detail", now.detail());
      byte[] body = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(now.status() == StreamHealth.Status.UP ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
