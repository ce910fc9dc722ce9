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
import io.tidemark.workflows.client.RunState;
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
 * How fast are the scheduler's lists with 1,000 runs of 10 tasks in its database, and what does it
 * then add to a task that takes no time? Everything through HTTP, in a folder of its own that is
 * left behind.
 */
public final class BenchScheduler {
  private static final int TASKS = 10;
  private static final int RUNS = 1_000;
  private static final int AT_ONCE = 4;
  private static final int MEASURED_RUNS = 20;
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
    for (int run = 0; run < RUNS; run++) {
      airflow.trigger(DAG, request(run));
    }
    double triggering = secondsSince(started);
    for (int run = RUNS - AT_ONCE; run < RUNS; run++) {
      await(run);
    }
    double all = secondsSince(started);
    System.out.printf(
        "%,d runs of %d tasks, %d at once, in %.0f s (asked for within %.0f s)%n",
        RUNS, TASKS, AT_ONCE, all, triggering);

    List<Double> gaps = new ArrayList<>();
    double wall = 0;
    for (int run = RUNS; run < RUNS + MEASURED_RUNS; run++) {
      airflow.trigger(DAG, request(run));
      RunView end = await(run);
      gaps.addAll(gaps(end));
      wall +=
          Duration.between(end.run().startedAt().orElseThrow(), end.run().endedAt().orElseThrow())
                  .toNanos()
              / 1e6;
    }
    System.out.printf(
        "%d more, one after another: from a task's end to the next one's start p50 %.1f ms, p99 %.1f"
            + " ms; %.1f ms a task, its process included%n",
        MEASURED_RUNS, quantile(gaps, .5), quantile(gaps, .99), wall / MEASURED_RUNS / TASKS);

    String run = request(RUNS - 1).runId();
    measure("100 runs, newest first", () -> airflow.runs(DAG, RunFilter.newest(100)));
    measure("100 runs of all workflows", () -> airflow.runs("~", RunFilter.newest(100)));
    measure(
        "the newest failed run", () -> airflow.runs(DAG, RunFilter.newest(1).in(RunState.FAILED)));
    measure("a run", () -> airflow.run(DAG, run));
    measure("the tasks of a run", () -> airflow.taskInstances(DAG, run));
    measure("the workflows", airflow::dags);
  }

  private static RunRequest request(int run) {
    return RunRequest.forDay(DAG, new DataDay(LocalDate.of(2020, 1, 1).plusDays(run)));
  }

  private RunView await(int run) throws InterruptedException {
    return new RunWatch(airflow, Duration.ofMillis(100), Duration.ofMinutes(1))
        .await(DAG, request(run).runId(), seen -> {});
  }

  private static double secondsSince(Instant started) {
    return Duration.between(started, Instant.now()).toMillis() / 1e3;
  }

  /** Milliseconds from each task's end, or the run's start, to the next task's start. */
  private static List<Double> gaps(RunView end) {
    List<Double> gaps = new ArrayList<>();
    Instant before = end.run().startedAt().orElseThrow();
    for (TaskInstance task : end.tasks()) {
      gaps.add(Duration.between(before, task.startedAt().orElseThrow()).toNanos() / 1e6);
      before = task.endedAt().orElseThrow();
    }
    return gaps;
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
        DAG, "d", Optional.empty(), new Limits(AT_ONCE, Duration.ofHours(1)), List.of(tasks));
  }

  private static String password(Path folder) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve(Accounts.FILE).toFile())
        .path("admin")
        .asText();
  }
}
