package io.tidemark.infra.workflow;

import io.tidemark.infra.console.Console;
import io.tidemark.workflows.client.AirflowClient;
import io.tidemark.workflows.client.AirflowException;
import io.tidemark.workflows.client.LogPage;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.RunWatch;
import io.tidemark.workflows.client.TaskInstance;
import io.tidemark.workflows.client.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Waits for a run, and makes its result an exit status, with the end of the log of what failed. */
final class RunResult {
  private static final int LOG_LINES = 15;
  private static final int MOST_PARTS = 10_000;

  private final AirflowClient airflow;
  private final Console console;

  RunResult(AirflowClient airflow, Console console) {
    this.airflow = airflow;
    this.console = console;
  }

  /** 0 if it succeeded, 1 if not. */
  int await(String workflow, String runId) throws InterruptedException {
    RunView end = new RunWatch(airflow).await(workflow, runId, Progress.on(console));
    Optional<String> failure = end.failure();
    if (failure.isEmpty()) {
      return CommandLine.ExitCode.OK;
    }
    for (TaskInstance task : end.tasks()) {
      if (task.state().equals(TaskState.FAILED)) {
        console.note("");
        console.note(
            "the end of the log of %s, try %d:".formatted(task.taskId(), task.tryNumber()));
        lastLines(task).forEach(line -> console.note("  " + line));
        task.note().ifPresent(reason -> console.note("  " + reason));
      }
    }
    console.note("");
    console.note("%s %s".formatted(runId, failure.get()));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** All of a try's log, part by part. */
  List<String> log(TaskInstance task, int tryNumber) {
    List<String> lines = new ArrayList<>();
    Optional<String> token = Optional.empty();
    for (int part = 0; part < MOST_PARTS; part++) {
      LogPage page = airflow.log(task.dagId(), task.runId(), task.taskId(), tryNumber, token);
      lines.addAll(page.lines());
      token = page.next();
      if (token.isEmpty() || page.lines().isEmpty()) {
        break;
      }
    }
    return lines;
  }

  private List<String> lastLines(TaskInstance task) {
    try {
      List<String> lines = log(task, task.tryNumber());
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    } catch (AirflowException e) {
      return List.of("(%s)".formatted(e.getMessage()));
    }
  }
}
