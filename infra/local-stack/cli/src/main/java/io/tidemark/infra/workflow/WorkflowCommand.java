package io.tidemark.infra.workflow;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.StackException;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflows;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.ClearRequest;
import io.tidemark.workflows.client.Dag;
import io.tidemark.workflows.client.DagRun;
import io.tidemark.workflows.client.RunFilter;
import io.tidemark.workflows.client.RunRequest;
import io.tidemark.workflows.client.RunState;
import io.tidemark.workflows.client.TaskInstance;
import io.tidemark.workflows.client.Triggered;
import io.tidemark.workflows.dagfiles.DagFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark workflow}. */
@Command(
    name = "workflow",
    description = {
      "List, run and watch workflows, on the stack's own scheduler or on an Airflow.",
      "run, watch, retry and backfill end with 0 if all went well, and with 1 and the end of the"
          + " log if not."
    })
public final class WorkflowCommand {
  private static final int MOST_DAYS = 366;
  private static final int MOST_EXPIRED = 10_000;

  @Spec private CommandSpec spec;

  @Command(name = "list", description = "All workflows, when they run next, and their tasks.")
  int list(@Mixin AirflowOptions options) {
    Console console = options.stack().console();
    try (AirflowClient airflow = options.connect()) {
      for (Dag dag : airflow.dags()) {
        console.line(
            "%-22s %-14s %s".formatted(dag.id(), dag.schedule().orElse("by hand"), next(dag)));
        dag.description().ifPresent(text -> console.line("    " + text));
        airflow.tasks(dag.id()).forEach(task -> console.line("      " + task.id()));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "run",
      description = {
        "Run a workflow for a data day and watch it.",
        "There is one run a day: one that goes on already is watched, one that has ended is run"
            + " again, which changes nothing where everything is as it was."
      })
  int run(
      @Mixin AirflowOptions options,
      @Parameters(paramLabel = "WORKFLOW", description = "As 'workflow list' shows it.") String id,
      @Option(
              names = "--date",
              required = true,
              paramLabel = "DAY",
              description = "The last day to include (UTC), such as 2026-11-20.")
          LocalDate date,
      @Option(names = "--detach", description = "Do not wait for its end.") boolean detach)
      throws InterruptedException {
    try (AirflowClient airflow = options.connect()) {
      Console console = options.stack().console();
      requireUnpaused(airflow, id);
      String runId = started(airflow, console, id, new DataDay(date), true);
      return detach ? CommandLine.ExitCode.OK : new RunResult(airflow, console).await(id, runId);
    }
  }

  @Command(name = "watch", description = "Watch a run until it has ended.")
  int watch(@Mixin AirflowOptions options, @Mixin RunOptions run) throws InterruptedException {
    try (AirflowClient airflow = options.connect()) {
      return new RunResult(airflow, options.stack().console()).await(run.workflow(), run.runId());
    }
  }

  @Command(
      name = "backfill",
      description = {
        "Run a workflow for each day of a range, oldest first, as many at a time as the workflow"
            + " allows. The server has all of them at once: they go on if this command is ended.",
        "Days that succeeded already are left as they are."
      })
  int backfill(
      @Mixin AirflowOptions options,
      @Parameters(paramLabel = "WORKFLOW", description = "As 'workflow list' shows it.") String id,
      @Option(names = "--from", required = true, paramLabel = "DAY", description = "First day.")
          LocalDate from,
      @Option(names = "--to", required = true, paramLabel = "DAY", description = "Last day.")
          LocalDate to,
      @Option(names = "--rerun", description = "Run days again that succeeded already.")
          boolean rerun)
      throws InterruptedException {
    if (to.isBefore(from) || !to.isBefore(from.plusDays(MOST_DAYS))) {
      throw new ParameterException(
          spec.commandLine(),
          "--from %s --to %s: from 1 to %d days, the first not after the last"
              .formatted(from, to, MOST_DAYS));
    }
    try (AirflowClient airflow = options.connect()) {
      Console console = options.stack().console();
      requireUnpaused(airflow, id);
      List<String> runs = new ArrayList<>();
      for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
        runs.add(started(airflow, console, id, new DataDay(day), rerun));
      }
      int worst = CommandLine.ExitCode.OK;
      for (String runId : runs) {
        worst = Math.max(worst, new RunResult(airflow, console).await(id, runId));
      }
      return worst;
    }
  }

  @Command(name = "logs", description = "The log of a task's try, or of each task's newest.")
  int logs(
      @Mixin AirflowOptions options,
      @Mixin RunOptions run,
      @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "One task.")
          Optional<String> task,
      @Option(names = "--try", paramLabel = "N", description = "A try (default: the newest).")
          Optional<Integer> tryNumber) {
    try (AirflowClient airflow = options.connect()) {
      Console console = options.stack().console();
      for (TaskInstance each : airflow.taskInstances(run.workflow(), run.runId())) {
        if (task.isPresent() && !task.get().equals(each.taskId())) {
          continue;
        }
        int wanted = tryNumber.orElse(each.tryNumber());
        console.note("%s, try %d, %s".formatted(each.taskId(), wanted, each.state()));
        if (wanted > 0) {
          new RunResult(airflow, console).log(each, wanted).forEach(console::line);
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "retry",
      description = "Run what failed of a run again, with what waited for it, and watch it.")
  int retry(
      @Mixin AirflowOptions options,
      @Mixin RunOptions run,
      @Option(
              names = "--task",
              paramLabel = "TASK",
              description = "This task and all that wait for it instead, however they ended.")
          Optional<String> task)
      throws InterruptedException {
    try (AirflowClient airflow = options.connect()) {
      ClearRequest clear =
          task.map(id -> ClearRequest.from(run.runId(), id))
              .orElseGet(() -> ClearRequest.failed(run.runId()));
      List<String> cleared = airflow.clear(run.workflow(), clear);
      Console console = options.stack().console();
      console.note(
          cleared.isEmpty()
              ? "nothing of %s has failed".formatted(run.runId())
              : "again: " + String.join(", ", cleared));
      return new RunResult(airflow, console).await(run.workflow(), run.runId());
    }
  }

  @Command(
      name = "pause",
      description = "Have a workflow's runs wait, those by schedule and those by hand.")
  int pause(
      @Mixin AirflowOptions options,
      @Parameters(paramLabel = "WORKFLOW", description = "As 'workflow list' shows it.") String id,
      @Option(names = "--off", description = "Let them go on.") boolean off) {
    try (AirflowClient airflow = options.connect()) {
      Dag dag = airflow.setPaused(id, !off);
      options.stack().console().line("%s: %s".formatted(dag.id(), next(dag)));
    }
    return CommandLine.ExitCode.OK;
  }

  @Command(name = "expire", description = "Forget runs that ended long ago, with their logs.")
  int expire(
      @Mixin AirflowOptions options,
      @Option(
              names = "--keep-days",
              required = true,
              paramLabel = "N",
              description = "Runs that ended later are kept, whatever day they were about.")
          int days) {
    if (days < 1) {
      throw new ParameterException(
          spec.commandLine(), "--keep-days is %d: at least 1".formatted(days));
    }
    Instant before = Instant.now().minus(Duration.ofDays(days));
    int forgotten = 0;
    try (AirflowClient airflow = options.connect()) {
      for (Dag dag : airflow.dags()) {
        RunFilter old =
            new RunFilter(
                List.of(RunState.SUCCESS, RunState.FAILED),
                Optional.empty(),
                Optional.of(before),
                MOST_EXPIRED);
        for (DagRun run : airflow.runs(dag.id(), old)) {
          // A day of long ago may have been made up for yesterday.
          if (run.endedAt().map(ended -> ended.isBefore(before)).orElse(true)) {
            airflow.delete(dag.id(), run.runId());
            forgotten++;
          }
        }
      }
    }
    options.stack().console().line("forgot %,d runs from before %s".formatted(forgotten, before));
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "dag-files",
      description = "Write each workflow as a DAG file for an Airflow into a folder.")
  int dagFiles(
      @Mixin StackOptions options,
      @Parameters(paramLabel = "DIR", description = "Airflow's DAG folder.") Path folder) {
    try {
      Files.createDirectories(folder);
      for (Workflow workflow : Workflows.all()) {
        DagFile file = DagFile.of(workflow);
        Files.writeString(folder.resolve(file.name()), file.text());
        options.console().line(folder.resolve(file.name()).toString());
      }
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      throw new StackException("cannot write DAG files: " + e.getMessage(), e);
    }
  }

  private static String started(
      AirflowClient airflow, Console console, String id, DataDay day, boolean again) {
    RunRequest wanted = RunRequest.forDay(id, day);
    Triggered triggered = airflow.trigger(id, wanted);
    boolean ended = triggered.run().state().isFinished();
    boolean failed = !triggered.run().state().name().equals("success");
    if (!triggered.created() && ended && (again || failed)) {
      console.note(
          "%s ended before (%s): running it again"
              .formatted(wanted.runId(), triggered.run().state()));
      airflow.clear(
          id, again ? ClearRequest.all(wanted.runId()) : ClearRequest.failed(wanted.runId()));
    }
    return wanted.runId();
  }

  private void requireUnpaused(AirflowClient airflow, String id) {
    Dag dag =
        airflow
            .dag(id)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "there is no workflow '%s'; there are: %s"
                            .formatted(
                                id,
                                String.join(", ", airflow.dags().stream().map(Dag::id).toList()))));
    if (dag.paused()) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is paused, and a run of it would wait: './tidemark workflow pause %s --off' lets it go"
                  .formatted(id, id)
              + " on");
    }
  }

  private static String next(Dag dag) {
    if (dag.paused()) {
      return "paused";
    }
    Optional<Instant> next = dag.nextRunAfter();
    return next.map(at -> "next " + at).orElse("");
  }
}
