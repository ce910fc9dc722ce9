package io.tidemark.infra.rankbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that were written beforehand, one after the other, again and again. They are sent by the
 * thread that asks, over connections that stay open: the client that costs the least processor
 * time, of which the load takes a share from the server it measures.
 */
final class Requests {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  static {
    // Idle connections that are kept; the default, 5, would open new ones for all others.
    System.setProperty("http.maxConnections", "512");
    // A request that failed is counted, and not sent again in silence.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final URL endpoint;
  private final List<byte[]> bodies;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * An answer as far as it is looked at.
   *
   * @param retryAfter whether it says when to come back
   */
  record Answer(int status, boolean retryAfter, byte[] body) {}

  Requests(URI endpoint, List<byte[]> bodies) {
    try {
      this.endpoint = endpoint.toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
    this.bodies = bodies;
  }

  /** Sends the next one, and waits for its answer. */
  Answer sendNext() throws IOException {
    return send(bodies.get(Math.floorMod(next.getAndIncrement(), bodies.size())));
  }

  /** Sends the first one, and waits for its answer. */
  Answer sendFirst() throws IOException {
    return send(bodies.get(0));
  }

  private Answer send(byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) endpoint.openConnection();
    connection.setConnectTimeout(Math.toIntExact(TIMEOUT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(TIMEOUT.toMillis()));
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    // Not streamed: head and body leave in one write, as other clients have it.
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new Answer(
          status,
          connection.getHeaderField("Retry-After") != null,
          in == null ? new byte[0] : in.readAllBytes());
    }
  }
}
