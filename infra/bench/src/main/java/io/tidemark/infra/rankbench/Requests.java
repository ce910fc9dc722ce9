package io.tidemark.infra.rankbench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that were written beforehand, one after the other, again and again. */
final class Requests {
  private static final String HEAD =
      """
      POST %s HTTP/1.1\r
      Host: %s\r
      Content-Type: %s\r
      Content-Length: %d\r
      \r
      """;

  private final URI endpoint;
  private final String mediaType;
  private final List<byte[]> bodies;
  private final List<ByteBuf> messages;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param mediaType of the bodies
   */
  Requests(URI endpoint, String mediaType, List<byte[]> bodies) {
    this.endpoint = endpoint;
    this.mediaType = mediaType;
    this.bodies = bodies;
    this.messages = bodies.stream().map(this::message).toList();
  }

  /** Where they go. */
  InetSocketAddress address() {
    return new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  /** The next one as it goes over the wire, head and body. */
  ByteBuf next() {
    return messages.get(Math.floorMod(next.getAndIncrement(), messages.size())).duplicate();
  }

  /** Sends the first one alone, and gives its answer. */
  byte[] answerToFirst() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            // uvicorn drops the body of a request that offers to go on with HTTP/2.
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", mediaType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.get(0)))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private ByteBuf message(byte[] body) {
    byte[] head =
        HEAD.formatted(endpoint.getPath(), endpoint.getAuthority(), mediaType, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(head.length + body.length).writeBytes(head).writeBytes(body));
  }
}
