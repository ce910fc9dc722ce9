package io.tidemark.infra.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers {@code GET /health} on loopback with {@code {"component", "instance", "status",
 * "detail"}}: 200 and {@code up} when the server has just answered a real request, else 503 and
 * {@code starting} (it has not answered yet) or {@code down} (it answered once, and does not now).
 * The instance is a token that the supervisor drew for this very process, so that another server
 * that took the port is not mistaken for it.
 *
 * <p>A request that hangs costs the caller {@code timeout} at most and never piles up: while one is
 * out, the next caller waits for that same one.
 */
public final class HealthEndpoint implements AutoCloseable {
  private final String component;
  private final String instance;
  private final Duration timeout;
  private final HttpServer server;
  private final ExecutorService http = Executors.newFixedThreadPool(2, daemon("health-http"));
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(daemon("health-request"));

  private Callable<String> request =
      () -> {
        throw new IllegalStateException("the server is starting");
      };
  private Future<String> pending;
  private boolean answeredOnce;

  private HealthEndpoint(String component, String instance, int port, Duration timeout)
      throws IOException {
    this.component = requireNonNull(component, "component is null");
    this.instance = requireNonNull(instance, "instance is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    server.setExecutor(http);
    server.createContext("/health", this::answer);
  }

  /**
   * Starts answering {@code starting}.
   *
   * @param port a free port on loopback, or 0 for any
   * @param timeout how long one request to the server may take before it counts as unanswered
   */
  public static HealthEndpoint start(String component, String instance, int port, Duration timeout)
      throws IOException {
    HealthEndpoint endpoint = new HealthEndpoint(component, instance, port, timeout);
    endpoint.server.start();
    return endpoint;
  }

  /** The port it answers on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on each call sends this request; its result is the {@code detail}. */
  public synchronized void askWith(Callable<String> newRequest) {
    request = requireNonNull(newRequest, "newRequest is null");
    pending = null;
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
    asking.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String status;
      String detail;
      try {
        detail = requestOnce().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        status = "up";
        answered();
      } catch (TimeoutException e) {
        status = notUp();
        detail = "no answer within " + timeout.toMillis() + " ms";
      } catch (ExecutionException e) {
        status = notUp();
        detail = reason(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        status = "down";
        detail = "stopping";
      }
      byte[] body =
          """
          {"component":%s,"instance":%s,"status":%s,"detail":%s}
          """
              .formatted(quoted(component), quoted(instance), quoted(status), quoted(detail))
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status.equals("up") ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Future<String> requestOnce() {
    if (pending == null || pending.isDone()) {
      pending = asking.submit(request);
    }
    return pending;
  }

  private synchronized void answered() {
    answeredOnce = true;
  }

  private synchronized String notUp() {
    return answeredOnce ? "down" : "starting";
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  /** A JSON string; the one thing needed of JSON here, where no library is on the class path. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
