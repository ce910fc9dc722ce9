package io.tidemark.workflows.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Run;
import io.tidemark.workflows.scheduler.TaskRow;
import io.tidemark.workflows.scheduler.TaskStatus;
import io.tidemark.workflows.scheduler.TryRow;
import io.tidemark.workflows.scheduler.XComRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs, tasks, tries and what they left, as Airflow 3.2 writes them. */
final class RunShapes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DagShapes dags;
  private final String hostname;
  private final String user = System.getProperty("user.name");

  RunShapes(DagShapes dags, String hostname) {
    this.dags = dags;
    this.hostname = hostname;
  }

  /** Items with how many there are in all parts of the list. */
  static <T> ObjectNode list(
      String field, List<T> items, int total, Function<T, ObjectNode> shape) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    ArrayNode array = list.putArray(field);
    items.forEach(item -> array.add(shape.apply(item)));
    return list.put("total_entries", total);
  }

  ObjectNode run(Run run) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("dag_run_id", run.runId());
    shape.put("dag_id", run.dagId());
    put(shape, "logical_date", run.logicalDate());
    put(shape, "queued_at", run.queuedAt());
    put(shape, "start_date", run.startDate());
    put(shape, "end_date", run.endDate());
    putDuration(shape, run.startDate(), run.endDate());
    put(shape, "data_interval_start", run.intervalStart());
    put(shape, "data_interval_end", run.intervalEnd());
    shape.put("run_after", run.runAfter().toString());
    put(shape, "last_scheduling_decision", run.lastDecision());
    shape.put("run_type", run.runType());
    shape.put("state", run.state().id());
    shape.put("triggered_by", run.triggeredBy());
    shape.put("triggering_user_name", run.triggeringUser().orElse(null));
    shape.set("conf", json(run.conf()));
    shape.put("note", run.note().orElse(null));
    shape.putArray("dag_versions").add(dags.version(run.dagId()));
    shape.putNull("bundle_version");
    shape.put("dag_display_name", run.dagId());
    shape.putNull("partition_key");
    return shape;
  }

  ObjectNode task(Run run, TaskRow task) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("id", task.tryUid().toString());
    names(shape, run, task.taskId());
    put(shape, "logical_date", run.logicalDate());
    shape.put("run_after", run.runAfter().toString());
    times(shape, task.startDate(), task.endDate());
    shape.put("state", task.state().map(TaskStatus::id).orElse(null));
    shape.put("try_number", task.tryNumber());
    shape.put("max_tries", task.maxTries());
    place(shape, task);
    put(shape, "queued_when", task.queuedWhen());
    put(shape, "scheduled_when", task.scheduledWhen());
    process(shape, task.pid());
    shape.put("note", task.note().orElse(null));
    shape.putNull("rendered_map_index");
    shape.putObject("rendered_fields");
    shape.putNull("trigger");
    shape.putNull("triggerer_job");
    shape.set("dag_version", dags.version(run.dagId()));
    return shape;
  }

  /** A try has fewer fields than the task it is of. */
  ObjectNode attempt(Run run, TaskRow task, TryRow attempt) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    names(shape, run, task.taskId());
    times(shape, attempt.startDate(), attempt.endDate());
    // A try that is to be repeated has failed.
    shape.put(
        "state",
        attempt
            .state()
            .map(state -> state == TaskStatus.UP_FOR_RETRY ? TaskStatus.FAILED : state)
            .map(TaskStatus::id)
            .orElse(null));
    shape.put("try_number", attempt.tryNumber());
    shape.put("max_tries", task.maxTries());
    place(shape, task);
    put(shape, "queued_when", attempt.queuedWhen());
    put(shape, "scheduled_when", attempt.scheduledWhen());
    process(shape, attempt.pid());
    shape.set("dag_version", dags.version(run.dagId()));
    return shape;
  }

  /** Without its value, as lists have it. */
  ObjectNode xcom(Run run, XComRow xcom) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("key", xcom.xcomKey());
    shape.put("timestamp", xcom.written().toString());
    put(shape, "logical_date", run.logicalDate());
    shape.put("map_index", -1);
    shape.put("task_id", xcom.taskId());
    shape.put("dag_id", run.dagId());
    shape.put("run_id", run.runId());
    shape.put("dag_display_name", run.dagId());
    shape.put("task_display_name", xcom.taskId());
    shape.put("run_after", run.runAfter().toString());
    return shape;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds no JSON where it should", e);
    }
  }

  private static void names(ObjectNode shape, Run run, String taskId) {
    shape.put("task_id", taskId);
    shape.put("dag_id", run.dagId());
    shape.put("dag_run_id", run.runId());
    shape.put("map_index", -1);
    shape.put("task_display_name", taskId);
    shape.put("dag_display_name", run.dagId());
  }

  private static void times(ObjectNode shape, Optional<Instant> started, Optional<Instant> ended) {
    put(shape, "start_date", started);
    put(shape, "end_date", ended);
    putDuration(shape, started, ended);
  }

  private void place(ObjectNode shape, TaskRow task) {
    shape.put("hostname", task.pid().isPresent() ? hostname : "");
    shape.put("unixname", user);
    shape.put("pool", task.pool());
    shape.put("pool_slots", task.poolSlots());
    shape.put("queue", "default");
    shape.put("priority_weight", 1);
    shape.put("operator", "BashOperator");
    shape.put("operator_name", "BashOperator");
  }

  private static void process(ObjectNode shape, Optional<Long> pid) {
    shape.put("pid", pid.orElse(null));
    shape.putNull("executor");
    shape.put("executor_config", "{}");
  }

  private static void put(ObjectNode shape, String field, Optional<Instant> instant) {
    shape.put(field, instant.map(Instant::toString).orElse(null));
  }

  /** Seconds, from the dates that stand beside it. */
  private static void putDuration(
      ObjectNode shape, Optional<Instant> started, Optional<Instant> ended) {
    if (started.isPresent() && ended.isPresent()) {
      shape.put("duration", Duration.between(started.get(), ended.get()).toNanos() / 1e9);
    } else {
      shape.putNull("duration");
    }
  }
}
