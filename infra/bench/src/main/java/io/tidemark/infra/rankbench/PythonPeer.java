package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.TidemarkHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The same model behind FastAPI, uvicorn and onnxruntime, where these are installed. */
final class PythonPeer implements AutoCloseable {
  private static final String IMPORTS =
      "import fastapi, pydantic, uvicorn, onnxruntime, numpy, orjson, cbor2";
  private static final Duration READY_WITHIN = Duration.ofMinutes(1);

  private final Process process;
  private final URI address;

  /** How a request is taken. */
  enum Way {
    CHECKED("fastapi, JSON, checked", "/v1/score", Encoding.JSON),
    UNCHECKED("fastapi, JSON, unchecked", "/v1/score/unchecked", Encoding.JSON),
    TYPED("fastapi, CBOR, unchecked", "/v1/score/typed", Encoding.CBOR);

    private final String label;
    private final String path;
    private final Encoding encoding;

    Way(String label, String path, Encoding encoding) {
      this.label = label;
      this.path = path;
      this.encoding = encoding;
    }

    String label() {
      return label;
    }

    String path() {
      return path;
    }

    Encoding encoding() {
      return encoding;
    }
  }

  private PythonPeer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Why it cannot run here, in a sentence; empty if it can. */
  static Optional<String> missing() throws InterruptedException {
    try {
      Process check =
          new ProcessBuilder("python3", "-c", IMPORTS).redirectErrorStream(true).start();
      String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (check.waitFor() == 0) {
        return Optional.empty();
      }
      String[] lines = said.strip().split("\n");
      return Optional.of(
          lines[lines.length - 1]
              + ": pip install fastapi 'uvicorn[standard]' onnxruntime numpy orjson cbor2");
    } catch (IOException e) {
      return Optional.of("there is no python3 on the PATH");
    }
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param workers processes; one thread each runs the model
   */
  static PythonPeer start(TidemarkHome home, Path model, int workers, Path log)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "python3",
                home.root().resolve("infra/bench/ranker_fastapi.py").toString(),
                "--model=" + model,
                "--port=" + port,
                "--threads=1",
                "--workers=" + workers)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PythonPeer peer = new PythonPeer(process, URI.create("http://127.0.0.1:" + port));
    try {
      peer.awaitReady(log);
      return peer;
    } catch (RuntimeException | InterruptedException e) {
      peer.close();
      throw e;
    }
  }

  URI uri(String path) {
    return address.resolve(path);
  }

  private void awaitReady(Path log) throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(uri("/health/ready")).build();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IllegalStateException("the Python server does not answer; its log is " + log);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().join();
  }
}
