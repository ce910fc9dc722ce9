package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.setup.Environment;
import io.tidemark.workflows.Command;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflow.Limits;
import io.tidemark.workflows.client.AirflowAddress;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.RunFilter;
import io.tidemark.workflows.client.RunRequest;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.RunWatch;
import io.tidemark.workflows.client.TaskInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * How fast are the scheduler's lists with 1,000 runs of 10 tasks, and what does it add to a task
 * that takes no time? Everything through HTTP, in a folder of its own that is left behind.
 */
public final class BenchScheduler {
  private static final int TASKS = 10;
  private static final int RUNS = 1_000;
  private static final int CALLS = 500;
  private static final String DAG = "bench";

  private final AirflowClient airflow;

  private BenchScheduler(AirflowClient airflow) {
    this.airflow = airflow;
  }

  /**
   * @param args the folder
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "bench");
    Server server = start(folder);
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    try (AirflowClient client =
        AirflowClient.connect(
            AirflowAddress.of("http://127.0.0.1:" + port, "admin", password(folder)))) {
      new BenchScheduler(client).run();
    } finally {
      server.stop();
    }
  }

  private void run() throws InterruptedException {
    Instant started = Instant.now();
    List<Double> overheads = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      RunRequest wanted =
          RunRequest.forDay(DAG, new DataDay(LocalDate.of(2020, 1, 1).plusDays(run)));
      airflow.trigger(DAG, wanted);
      if (run % 50 == 0) {
        overheads.add(overhead(wanted.runId()));
      }
    }
    new RunWatch(airflow, Duration.ofMillis(200), Duration.ofMinutes(1))
        .await(DAG, RunRequest.forDay(DAG, lastDay()).runId(), seen -> {});
    double seconds = Duration.between(started, Instant.now()).toMillis() / 1e3;
    System.out.printf(
        "%,d runs of %d tasks in %.0f s, %.1f ms a task with its process%n",
        RUNS, TASKS, seconds, seconds * 1e3 / RUNS / TASKS);
    System.out.printf(
        "between the end of a task and the start of the next: median %.1f ms, worst %.1f ms%n",
        quantile(overheads, .5), quantile(overheads, 1));
    String run = RunRequest.forDay(DAG, lastDay()).runId();
    measure("100 runs", () -> airflow.runs(DAG, RunFilter.newest(100)));
    measure("100 runs of all workflows", () -> airflow.runs("~", RunFilter.newest(100)));
    measure("a run", () -> airflow.run(DAG, run));
    measure("the tasks of a run", () -> airflow.taskInstances(DAG, run));
    measure("the workflows", airflow::dags);
  }

  private static DataDay lastDay() {
    return new DataDay(LocalDate.of(2020, 1, 1).plusDays(RUNS - 1L));
  }

  /** Milliseconds from a task's end to the next one's start, on average of a run. */
  private double overhead(String runId) throws InterruptedException {
    RunView end =
        new RunWatch(airflow, Duration.ofMillis(50), Duration.ofMinutes(1))
            .await(DAG, runId, seen -> {});
    Instant before = end.run().startedAt().orElseThrow();
    double gaps = 0;
    for (TaskInstance task : end.tasks()) {
      gaps += Duration.between(before, task.startedAt().orElseThrow()).toNanos() / 1e6;
      before = task.endedAt().orElseThrow();
    }
    return gaps / end.tasks().size();
  }

  private static void measure(String what, Runnable call) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 2 * CALLS; i++) {
      long before = System.nanoTime();
      call.run();
      if (i >= CALLS) {
        millis.add((System.nanoTime() - before) / 1e6);
      }
    }
    System.out.printf(
        "%-28s p50 %5.1f ms, p99 %5.1f ms%n", what, quantile(millis, .5), quantile(millis, .99));
  }

  private static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length))];
  }

  private static Server start(Path folder) throws Exception {
    Path configuration = folder.resolve("scheduler.yml");
    Files.writeString(
        configuration,
        """
        folder: %s
        launcher: [/bin/sh, -c]
        server:
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          adminConnectors: []
          requestLog: {appenders: []}
        logging: {level: WARN}
        """
            .formatted(folder));
    Server[] started = new Server[1];
    new TidemarkScheduler(List.of(workflow())) {
      @Override
      public void run(SchedulerConfiguration settings, Environment environment) {
        super.run(settings, environment);
        environment.lifecycle().addServerLifecycleListener(jetty -> started[0] = jetty);
      }
    }.run("server", configuration.toString());
    return started[0];
  }

  private static Workflow workflow() {
    Task[] tasks = new Task[TASKS];
    Arrays.setAll(
        tasks,
        i -> {
          Task task = Task.of("t" + i, Command.of("true"));
          return i == 0 ? task : task.after("t" + (i - 1));
        });
    return new Workflow(
        DAG, "d", Optional.empty(), new Limits(1, Duration.ofHours(1)), List.of(tasks));
  }

  private static String password(Path folder) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve(Accounts.FILE).toFile())
        .path("admin")
        .asText();
  }
}
