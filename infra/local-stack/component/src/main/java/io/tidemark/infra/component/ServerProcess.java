package io.tidemark.infra.component;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The life of a server process: read the settings, answer health checks, start the server, run
 * until SIGTERM, stop it in order. A start that fails, or a server that gives up later, ends the
 * JVM with status 1 and the reason as the last lines of the log, whatever threads are left behind.
 *
 * <p>Environment: {@code TIDEMARK_INSTANCE}, the token the health endpoint repeats; {@code
 * TIDEMARK_OWNER}, if set, the pid of a process without which this one must not go on living (a
 * test's JVM).
 */
public final class ServerProcess {
  /** What starts the server from its settings. */
  @FunctionalInterface
  public interface Start {
    /** Starts the server; it need not be able to answer yet. */
    LocalServer with(ServerSettings settings) throws Exception;
  }

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private ServerProcess() {}

  /** Runs until the JVM is told to stop; the body of a server's {@code main}. */
  public static void run(String component, String[] args, Start start) {
    try {
      Map<String, String> environment = System.getenv();
      stopWithOwner(environment.get("TIDEMARK_OWNER"));
      ServerSettings settings = ServerSettings.parse(args);
      HealthEndpoint health =
          HealthEndpoint.start(
              component,
              environment.getOrDefault("TIDEMARK_INSTANCE", ""),
              settings.port("health-port"),
              REQUEST_TIMEOUT);
      LocalServer server = start.with(settings);
      AtomicBoolean stopping = new AtomicBoolean();
      Runnable stop =
          () -> {
            stopping.set(true);
            stop(component, health, server);
          };
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop-" + component));
      health.askWith(server::ask);
      say(component, "started");
      server.await();
      if (!stopping.get()) {
        throw new IllegalStateException("the server ended by itself; the lines above say why");
      }
    } catch (Throwable e) {
      say(component, "failed: " + e);
      e.printStackTrace(System.err);
      // Not exit(): a broken server's shutdown hooks may wait for what never comes.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void stop(String component, HealthEndpoint health, LocalServer server) {
    say(component, "stopping");
    try {
      health.close();
      server.close();
      say(component, "stopped");
    } catch (Exception e) {
      say(component, "did not stop cleanly: " + e);
    }
  }

  private static void stopWithOwner(String owner) {
    if (owner == null) {
      return;
    }
    ProcessHandle.of(Long.parseLong(owner))
        .orElseThrow(() -> new IllegalStateException("the owner, process " + owner + ", is gone"))
        .onExit()
        .thenRun(() -> Runtime.getRuntime().halt(0));
  }

  private static void say(String component, String what) {
    System.err.printf("%s tidemark %s: %s%n", Instant.now(), component, what);
  }
}
