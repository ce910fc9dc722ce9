package io.tidemark.serving.runs;

import static io.tidemark.serving.runs.AirflowJson.day;
import static io.tidemark.serving.runs.AirflowJson.encoded;
import static io.tidemark.serving.runs.AirflowJson.instant;
import static io.tidemark.serving.runs.AirflowJson.list;
import static io.tidemark.serving.runs.AirflowJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.runs.BatchRuns.Run;
import io.tidemark.serving.runs.BatchRuns.Status;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the daily workflow went, by a scheduler that speaks Airflow's REST API v2. Used by one
 * thread.
 *
 * <p>Every field may be missing and every word may be unknown: what is not understood is left out.
 */
final class AirflowRuns implements BatchRunsReader {
  private static final Set<String> ENDED = Set.of("success", "failed");
  private static final int RUNS = 20;
  private static final int TASKS = 100;
  private static final int LONGEST_REASON = 500;

  private final AirflowApi api;
  private final String workflow;
  private final Clock clock;
  private Optional<Run> explained = Optional.empty();
  private Instant readAt;

  AirflowRuns(URI address, SchedulerConfiguration configuration, Clock clock) {
    this.api = new AirflowApi(address, configuration);
    this.workflow = configuration.workflow();
    this.clock = clock;
  }

  @Override
  public BatchRuns read() {
    try {
      BatchRuns runs = ask();
      readAt = runs.readAt();
      return runs;
    } catch (IOException e) {
      return BatchRuns.unknown(Status.UNKNOWN, workflow, e.getMessage(), readAt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BatchRuns.unknown(Status.UNKNOWN, workflow, "it was not waited for", readAt);
    }
  }

  private BatchRuns ask() throws IOException, InterruptedException {
    Instant now = clock.instant();
    JsonNode dag = api.get("/dags/" + encoded(workflow));
    JsonNode answer =
        api.get("/dags/" + encoded(workflow) + "/dagRuns?order_by=-run_after&limit=" + RUNS);
    List<JsonNode> runs = list(answer.path("dag_runs"));
    Optional<JsonNode> last =
        runs.stream()
            .filter(run -> ENDED.contains(text(run, "state")))
            .max(
                Comparator.comparing(
                    run -> instant(run, "end_date").orElse(Instant.MIN),
                    Comparator.naturalOrder()));
    Optional<JsonNode> running =
        runs.stream().filter(run -> "running".equals(text(run, "state"))).findFirst();
    Optional<Instant> succeeded =
        runs.stream()
            .filter(run -> "success".equals(text(run, "state")))
            .flatMap(run -> instant(run, "end_date").stream())
            .max(Comparator.naturalOrder());
    return new BatchRuns(
        last.map(AirflowRuns::status).orElse(Status.NEVER_RAN),
        null,
        workflow,
        now,
        dag.path("is_paused").isBoolean() ? (Boolean) dag.path("is_paused").asBoolean() : null,
        last.isPresent() ? ended(last.get()) : null,
        running.map(run -> run(run, List.of(), null)).orElse(null),
        succeeded.orElse(null),
        instant(dag, "next_dagrun_run_after").orElse(null));
  }

  private static Status status(JsonNode run) {
    return "success".equals(text(run, "state")) ? Status.SUCCEEDED : Status.FAILED;
  }

  /** A run that has ended; why it failed is asked for once. */
  private Run ended(JsonNode json) throws IOException, InterruptedException {
    if (status(json) == Status.SUCCEEDED) {
      return run(json, List.of(), null);
    }
    Run known = explained.orElse(null);
    if (known != null
        && known.run().equals(text(json, "dag_run_id"))
        && instant(json, "end_date").equals(Optional.ofNullable(known.endedAt()))) {
      return known;
    }
    String path =
        "/dags/%s/dagRuns/%s/taskInstances"
            .formatted(encoded(workflow), encoded(text(json, "dag_run_id")));
    List<JsonNode> failed =
        list(api.get(path + "?limit=" + TASKS).path("task_instances")).stream()
            .filter(task -> "failed".equals(text(task, "state")))
            .sorted(Comparator.comparing(task -> instant(task, "end_date").orElse(Instant.MAX)))
            .toList();
    Run run =
        run(
            json,
            failed.stream().map(task -> text(task, "task_id")).toList(),
            failed.isEmpty() ? text(json, "note") : reason(path, failed.get(0)));
    explained = Optional.of(run);
    return run;
  }

  /** The last error that a task's last try logged, else the last thing it logged. */
  private String reason(String path, JsonNode task) throws InterruptedException {
    String log =
        "%s/%s/logs/%d?full_content=true"
            .formatted(path, encoded(text(task, "task_id")), task.path("try_number").asInt(1));
    try {
      List<String> all = new ArrayList<>();
      List<String> errors = new ArrayList<>();
      for (JsonNode line : list(api.get(log).path("content"))) {
        String event = line.isTextual() ? line.asText() : text(line, "event");
        if (event != null && !event.isBlank() && !event.startsWith("::")) {
          all.add(event);
          if ("error".equalsIgnoreCase(text(line, "level"))) {
            errors.add(event);
          }
        }
      }
      List<String> best = errors.isEmpty() ? all : errors;
      return best.isEmpty() ? null : shortened(best.get(best.size() - 1).strip());
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
  }

  private static Run run(JsonNode json, List<String> failedTasks, String why) {
    return new Run(
        text(json, "dag_run_id"),
        text(json, "state"),
        day(json),
        instant(json, "start_date").orElse(null),
        instant(json, "end_date").orElse(null),
        failedTasks,
        why);
  }
}
