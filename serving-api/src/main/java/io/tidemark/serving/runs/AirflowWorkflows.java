package io.tidemark.serving.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.serving.runs.RunAnswer.TaskView;
import io.tidemark.serving.runs.WorkflowsAnswer.RunView;
import io.tidemark.serving.runs.WorkflowsAnswer.Status;
import io.tidemark.serving.runs.WorkflowsAnswer.WorkflowView;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All workflows and runs, by a scheduler that speaks Airflow's REST API v2. Asked when somebody
 * asks, one question at a time, and for all who ask within two seconds once.
 */
final class AirflowWorkflows {
  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final int MOST_KEPT = 64;
  private static final int WORKFLOWS = 100;
  private static final int RUNS = 200;
  private static final int RUNS_SHOWN = 30;
  private static final int TASKS = 100;
  private static final int LOG_LINES = 30;
  private static final int LONGEST_LINE = 500;

  private final AirflowApi api;
  private final Clock clock;
  private final Cache<List<String>, Record> answers =
      Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST_KEPT).build();

  AirflowWorkflows(URI address, SchedulerConfiguration configuration, Clock clock) {
    this.api = new AirflowApi(address, configuration);
    this.clock = clock;
  }

  synchronized WorkflowsAnswer workflows() {
    return (WorkflowsAnswer) answers.get(List.of(), none -> askWorkflows());
  }

  synchronized RunAnswer run(String workflow, String run) {
    return (RunAnswer) answers.get(List.of(workflow, run), both -> askRun(workflow, run));
  }

  private WorkflowsAnswer askWorkflows() {
    Instant now = clock.instant();
    try {
      List<JsonNode> dags = AirflowJson.list(api.get("/dags?limit=" + WORKFLOWS).path("dags"));
      Map<String, List<JsonNode>> runs =
          AirflowJson.list(
                  api.get("/dags/~/dagRuns?order_by=-run_after&limit=" + RUNS).path("dag_runs"))
              .stream()
              .collect(Collectors.groupingBy(run -> run.path("dag_id").asText()));
      return new WorkflowsAnswer(
          Status.KNOWN,
          null,
          now,
          dags.stream()
              .map(dag -> workflow(dag, runs.getOrDefault(dag.path("dag_id").asText(), List.of())))
              .sorted(Comparator.comparing(WorkflowView::workflow))
              .toList());
    } catch (IOException e) {
      return WorkflowsAnswer.nothing(Status.UNKNOWN, e.getMessage(), now);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WorkflowsAnswer.nothing(Status.UNKNOWN, "it was not waited for", now);
    }
  }

  private static WorkflowView workflow(JsonNode dag, List<JsonNode> runs) {
    return new WorkflowView(
        dag.path("dag_id").asText(),
        AirflowJson.text(dag, "description"),
        AirflowJson.text(dag, "timetable_summary"),
        dag.path("is_paused").isBoolean() ? (Boolean) dag.path("is_paused").asBoolean() : null,
        AirflowJson.instant(dag, "next_dagrun_run_after").orElse(null),
        runs.stream().limit(RUNS_SHOWN).map(AirflowWorkflows::run).toList());
  }

  private static RunView run(JsonNode run) {
    return new RunView(
        run.path("dag_run_id").asText(),
        run.path("state").asText("unknown"),
        AirflowJson.day(run),
        AirflowJson.text(run, "run_type"),
        AirflowJson.instant(run, "start_date").orElse(null),
        AirflowJson.instant(run, "end_date").orElse(null),
        AirflowJson.text(run, "note"));
  }

  private RunAnswer askRun(String workflow, String run) {
    Instant now = clock.instant();
    String path =
        "/dags/%s/dagRuns/%s/taskInstances"
            .formatted(AirflowJson.encoded(workflow), AirflowJson.encoded(run));
    try {
      List<TaskView> tasks = new ArrayList<>();
      for (JsonNode task :
          AirflowJson.list(api.get(path + "?limit=" + TASKS).path("task_instances"))) {
        tasks.add(task(path, task));
      }
      tasks.sort(
          Comparator.comparing(
              TaskView::startedAt, Comparator.nullsLast(Comparator.naturalOrder())));
      return new RunAnswer(workflow, run, now, null, tasks);
    } catch (IOException e) {
      return new RunAnswer(workflow, run, now, e.getMessage(), List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RunAnswer(workflow, run, now, "it was not waited for", List.of());
    }
  }

  private TaskView task(String path, JsonNode task) throws InterruptedException {
    int tries = task.path("try_number").asInt(0);
    String state = AirflowJson.text(task, "state");
    return new TaskView(
        task.path("task_id").asText(),
        state,
        tries,
        AirflowJson.instant(task, "start_date").orElse(null),
        AirflowJson.instant(task, "end_date").orElse(null),
        "failed".equals(state) ? log(path, task.path("task_id").asText(), tries) : List.of());
  }

  private List<String> log(String path, String task, int tries) throws InterruptedException {
    try {
      List<String> lines =
          AirflowJson.log(
              api.get(
                  "%s/%s/logs/%d?full_content=true"
                      .formatted(path, AirflowJson.encoded(task), Math.max(1, tries))));
      return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).stream()
          .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line)
          .toList();
    } catch (IOException e) {
      return List.of("its log cannot be read: " + e.getMessage());
    }
  }
}
