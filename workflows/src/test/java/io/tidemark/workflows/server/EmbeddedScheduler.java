package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.setup.Environment;
import io.tidemark.workflows.Command;
import io.tidemark.workflows.Retries;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The scheduler inside the test's JVM, on a port of its own, with shell scripts as tasks. */
final class EmbeddedScheduler implements AutoCloseable {
  /** What the contract's tests run; the same tasks are in the DAG file for a real Airflow. */
  static final List<Workflow> WORKFLOWS =
      List.of(
          workflow(
              "tidemark_contract",
              task("extract", "echo conf $TIDEMARK_CONF; echo 42"),
              task("flaky", "echo try $TIDEMARK_TRY; test $TIDEMARK_TRY -gt 1")
                  .after("extract")
                  .retried(new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1))),
              task("load", "echo loaded").after("flaky")),
          workflow(
              "tidemark_contract_fails",
              task("extract", "echo 42"),
              task("broken", "echo asked to fail; exit 1").after("extract"),
              task("load", "echo loaded").after("broken")),
          workflow("tidemark_contract_sleeps", task("sleep", "echo asleep; sleep 600")));

  private final Server server;
  private final Path folder;

  EmbeddedScheduler(Path folder, Workflow... more) throws Exception {
    this.folder = folder;
    Path configuration = folder.resolve("scheduler.yml");
    Files.createDirectories(folder);
    Files.writeString(
        configuration,
        """
        folder: %s
        launcher: [/bin/sh, -c]
        graceSeconds: 1
        server:
          maxThreads: 16
          minThreads: 2
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          adminConnectors: []
          requestLog: {appenders: []}
        logging:
          level: WARN
        """
            .formatted(folder));
    Server[] started = new Server[1];
    List<Workflow> workflows = new ArrayList<>(WORKFLOWS);
    workflows.addAll(List.of(more));
    new TidemarkScheduler(workflows) {
      @Override
      public void run(SchedulerConfiguration settings, Environment environment) {
        super.run(settings, environment);
        environment.lifecycle().addServerLifecycleListener(jetty -> started[0] = jetty);
      }

      @Override
      protected void onFatalError(Throwable failure) {
        throw new IllegalStateException("the scheduler does not start", failure);
      }
    }.run("server", configuration.toString());
    server = started[0];
  }

  private static Task task(String id, String script) {
    return Task.of(id, Command.of(script)).retried(Retries.NONE);
  }

  private static Workflow workflow(String id, Task... tasks) {
    return new Workflow(
        id, "d", Optional.empty(), new Limits(2, Duration.ofMinutes(5)), List.of(tasks));
  }

  URI url() {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return URI.create("http://127.0.0.1:" + port);
  }

  String password(String user) throws IOException {
    JsonNode passwords = new ObjectMapper().readTree(folder.resolve(Accounts.FILE).toFile());
    return passwords.path(user).asText();
  }

  AirflowClient client(String user) throws IOException {
    return AirflowClient.connect(AirflowAddress.of(url().toString(), user, password(user)));
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
