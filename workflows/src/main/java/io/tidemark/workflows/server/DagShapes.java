package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.Schedule;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.dagfiles.DagFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Workflows as Airflow 3.2 writes them. Every field of its is there, those that mean nothing here
 * with what its strict client takes.
 */
final class DagShapes {
  private static final String BUNDLE = "tidemark";

  /** Who owns all workflows. */
  static final String OWNER = "tidemark";

  /** The tag of all workflows. */
  static final String TAG = "tidemark";

  /** Of each definition there is one version. */
  static final int VERSION = 1;

  private static final int MOST_TASKS = 16;

  private final Instant loadedAt;

  /**
   * @param loadedAt when this process took up the definitions
   */
  DagShapes(Instant loadedAt) {
    this.loadedAt = loadedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * What every list and answer holds of a workflow.
   *
   * @param next when its schedule starts it next
   */
  ObjectNode dag(Workflow workflow, boolean paused, Optional<Instant> next) {
    ObjectNode dag = named(workflow);
    dag.put("is_paused", paused);
    dag.put("is_stale", false);
    dag.put("last_parsed_time", loadedAt.toString());
    dag.putNull("last_parse_duration");
    dag.putNull("last_expired");
    dag.put("bundle_name", BUNDLE);
    dag.putNull("bundle_version");
    dag.put("relative_fileloc", workflow.id());
    dag.put("fileloc", BUNDLE + "/" + workflow.id());
    dag.put("description", workflow.description());
    dag.put("timetable_summary", workflow.schedule().map(Schedule::cron).orElse(null));
    dag.put("timetable_description", describe(workflow));
    dag.put("timetable_partitioned", false);
    dag.putArray("tags").add(named(workflow).put("name", TAG));
    dag.put("max_active_tasks", MOST_TASKS);
    dag.put("max_active_runs", workflow.limits().activeRuns());
    dag.put("max_consecutive_failed_dag_runs", 0);
    dag.put("has_task_concurrency_limits", false);
    dag.put("has_import_errors", false);
    String at = next.map(Instant::toString).orElse(null);
    dag.put("next_dagrun_logical_date", at);
    dag.put("next_dagrun_data_interval_start", at);
    dag.put("next_dagrun_data_interval_end", at);
    dag.put("next_dagrun_run_after", at);
    dag.putNull("allowed_run_types");
    dag.putArray("owners").add(OWNER);
    dag.put(
        "file_token",
        Base64.getUrlEncoder().withoutPadding().encodeToString(workflow.id().getBytes(UTF_8)));
    return dag;
  }

  /** The same with what only its own page holds. */
  ObjectNode details(Workflow workflow, boolean paused, Optional<Instant> next, int activeRuns) {
    ObjectNode dag = dag(workflow, paused, next);
    dag.put("catchup", workflow.schedule().map(Schedule::catchUp).orElse(false));
    dag.put("dag_run_timeout", workflow.limits().runTimeout().toString());
    dag.putNull("asset_expression");
    dag.putNull("doc_md");
    dag.putNull("start_date");
    dag.putNull("end_date");
    dag.putNull("is_paused_upon_creation");
    dag.putObject("params");
    dag.put("render_template_as_native_obj", false);
    dag.putNull("template_search_path");
    dag.put("timezone", workflow.schedule().map(each -> each.zone().getId()).orElse("UTC"));
    dag.put("last_parsed", loadedAt.toString());
    dag.putObject("default_args");
    dag.putObject("owner_links");
    dag.put("is_favorite", false);
    dag.put("active_runs_count", activeRuns);
    dag.put("concurrency", MOST_TASKS);
    dag.set("latest_dag_version", version(workflow.id()));
    return dag;
  }

  /** A version of the definition; there is one a workflow. */
  ObjectNode version(String dagId) {
    ObjectNode version = JsonNodeFactory.instance.objectNode();
    version.put("id", UUID.nameUUIDFromBytes(dagId.getBytes(UTF_8)).toString());
    version.put("version_number", VERSION);
    version.put("dag_id", dagId);
    version.put("bundle_name", BUNDLE);
    version.putNull("bundle_version");
    version.put("created_at", loadedAt.toString());
    version.put("dag_display_name", dagId);
    version.putNull("bundle_url");
    return version;
  }

  /** The definition as a DAG file. */
  ObjectNode source(Workflow workflow) {
    return named(workflow)
        .put("content", DagFile.of(workflow).text())
        .put("version_number", VERSION);
  }

  /** A task of a definition. */
  ObjectNode task(Workflow workflow, Task task) {
    ObjectNode shape = JsonNodeFactory.instance.objectNode();
    shape.put("task_id", task.id());
    shape.put("task_display_name", task.id());
    shape.put("owner", OWNER);
    shape.putNull("start_date");
    shape.putNull("end_date");
    shape.put("trigger_rule", "all_success");
    shape.put("depends_on_past", false);
    shape.put("wait_for_downstream", false);
    shape.put("retries", (double) task.retries().count());
    shape.put("queue", "default");
    shape.put("pool", task.resources().pool());
    shape.put("pool_slots", (double) task.resources().slots());
    shape.set("execution_timeout", duration(task.timeout().toSeconds()));
    shape.set("retry_delay", duration(task.retries().delay().toSeconds()));
    shape.put("retry_exponential_backoff", 2.0);
    shape.put("priority_weight", 1.0);
    shape.put("weight_rule", "downstream");
    shape.put("ui_color", "#f0ede4");
    shape.put("ui_fgcolor", "#000");
    shape.putArray("template_fields").add("bash_command");
    ArrayNode downstream = shape.putArray("downstream_task_ids");
    workflow.downstream(task.id()).forEach(downstream::add);
    shape.put("doc_md", String.join(" ", task.command().arguments()));
    shape.put("operator_name", "BashOperator");
    shape.putObject("params");
    shape
        .putObject("class_ref")
        .put("module_path", "airflow.providers.standard.operators.bash")
        .put("class_name", "BashOperator");
    shape.put("is_mapped", false);
    shape.putArray("extra_links");
    return shape;
  }

  private static ObjectNode duration(long seconds) {
    ObjectNode duration = JsonNodeFactory.instance.objectNode();
    duration.put("__type", "TimeDelta");
    duration.put("days", seconds / 86_400);
    duration.put("seconds", seconds % 86_400);
    duration.put("microseconds", 0);
    return duration;
  }

  private static String describe(Workflow workflow) {
    return workflow
        .schedule()
        .map(schedule -> "By cron, %s".formatted(schedule.zone()))
        .orElse("Never, external triggers only");
  }

  private static ObjectNode named(Workflow workflow) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("dag_id", workflow.id())
        .put("dag_display_name", workflow.id());
  }
}
