package io.tidemark.pipelines.realtime;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A stream as a process of its own, with the flags it is run with in production. */
final class StreamJvm implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration UP_WITHIN = Duration.ofMinutes(3);

  private final String instance = UUID.randomUUID().toString();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int healthPort;
  private final Process process;

  /** Starts it and waits until it is up. */
  static StreamJvm start(Class<?> main, Path folder, String... args) {
    StreamJvm stream = new StreamJvm(main, folder, args);
    try {
      stream.awaitStatus("up");
      return stream;
    } catch (RuntimeException | Error e) {
      stream.close();
      throw e;
    }
  }

  private StreamJvm(Class<?> main, Path folder, String... args) {
    try {
      healthPort = freePort();
      Files.createDirectories(folder);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("@" + Path.of(System.getProperty("basedir", "."), "jvm.options"));
      command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + folder));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
      command.add("--healthPort=" + healthPort);
      command.addAll(List.of(args));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("TIDEMARK_INSTANCE", instance);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(folder.resolve("stream.log").toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  void kill() {
    close();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM. */
  boolean stop(Duration within) throws InterruptedException {
    process.destroy();
    return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  void awaitStatus(String status) {
    await()
        .atMost(UP_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !process.isAlive() || status.equals(health().path("status").asText()));
    if (!process.isAlive()) {
      throw new AssertionError("The stream ended with status " + process.exitValue());
    }
  }

  /** Its own health answer; empty while nothing of this instance answers. */
  JsonNode health() throws InterruptedException {
    try {
      URI uri = URI.create("http://127.0.0.1:" + healthPort + "/health");
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
      JsonNode answer =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      return instance.equals(answer.path("instance").asText()) ? answer : JSON.nullNode();
    } catch (IOException e) {
      return JSON.nullNode();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
