package io.tidemark.infra.rankbench;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that were written beforehand, one after the other, again and again. */
final class Requests {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final List<HttpRequest> requests;
  private final AtomicInteger next = new AtomicInteger();

  Requests(URI endpoint, List<byte[]> bodies) {
    this.requests =
        bodies.stream()
            .map(
                body ->
                    HttpRequest.newBuilder(endpoint)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build())
            .toList();
  }

  HttpRequest next() {
    return requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
  }

  HttpRequest first() {
    return requests.get(0);
  }
}
