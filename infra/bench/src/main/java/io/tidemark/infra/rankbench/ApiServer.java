package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The serving API in a process of its own, with the packaged configuration but for overrides; alone
 * in it, or with others of other overrides.
 */
final class ApiServer implements AutoCloseable {
  private static final int LOG_LINES = 20;
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final Process process;
  private final URI address;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private ApiServer(Process process, URI address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
  }

  /** Starts it and waits until it has loaded its models and is warm. */
  static ApiServer start(ServerSettings settings) throws InterruptedException {
    int port = freePort();
    List<String> flags = new ArrayList<>(settings.jvmFlags());
    settings.overrides().forEach((path, value) -> flags.add("-Ddw." + path + "=" + value));
    JavaProcess java =
        JavaProcess.of(
                settings.home(), LaunchModule.SERVING_API, "io.tidemark.serving.TidemarkServing")
            .jvmFlags(flags);
    return started(java, settings, List.of(port)).get(0);
  }

  /**
   * Starts two in one process, which then run the same compiled code, and waits until both are
   * ready. They end together.
   *
   * @param one with the JVM flags of both
   * @param other that differs in its overrides
   */
  static List<ApiServer> startTogether(ServerSettings one, ServerSettings other)
      throws InterruptedException {
    List<Integer> ports = List.of(freePort(), freePort());
    JavaProcess java =
        JavaProcess.of(one.home(), LaunchModule.SERVING_API, ServersInOneJvm.class)
            .jvmFlags(one.jvmFlags())
            .arguments(
                ServersInOneJvm.argument(ports.get(0), one.overrides()),
                ServersInOneJvm.argument(ports.get(1), other.overrides()));
    return started(java, one, ports);
  }

  private static List<ApiServer> started(
      JavaProcess java, ServerSettings settings, List<Integer> ports) throws InterruptedException {
    LocalStack stack = settings.stack();
    Path log = settings.folder().resolve("api-" + ports.get(0) + ".log");
    Process process =
        java.environment(
                Map.of(
                    "TIDEMARK_HBASE", stack.address(Component.HBASE),
                    "TIDEMARK_KAFKA", stack.address(Component.KAFKA),
                    "TIDEMARK_API_BIND", "127.0.0.1",
                    "TIDEMARK_API_PORT", Integer.toString(ports.get(0))))
            .start(log);
    List<ApiServer> servers =
        ports.stream()
            .map(port -> new ApiServer(process, URI.create("http://127.0.0.1:" + port), log))
            .toList();
    try {
      for (ApiServer server : servers) {
        server.awaitReady();
      }
      return servers;
    } catch (RuntimeException | InterruptedException e) {
      servers.get(0).close();
      throw e;
    }
  }

  URI uri(String path) {
    return address.resolve(path);
  }

  /** What {@code GET} of a path answers, whatever the status. */
  String get(String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(uri(path) + " does not answer", e);
    }
  }

  /** The meters as they are now. */
  Meters meters() throws InterruptedException {
    return new Meters(get("/metrics"));
  }

  /** Resident memory, MiB, or -1 where the system does not tell. */
  long residentMebibytes() {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException | UncheckedIOException e) {
      return -1;
    }
  }

  /** Processor time that it has taken until now, in nanoseconds. */
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    String said = "nothing";
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(uri("/health/ready")).timeout(READY_WITHIN).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return;
        }
        said = answer.body();
      } catch (IOException e) {
        said = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
    throw new IllegalStateException(
        "the API is not ready (%s); its log ends:%n%s".formatted(said, endOfLog()));
  }

  /** The log itself goes with the folder of the benchmark. */
  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
