package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import okhttp3.HttpUrl;

/** In what the two versions of the API differ, as observed on 2.10.3 and 3.2.0. */
enum Dialect {
  /** Airflow 2. */
  V1("v1", "execution_date"),
  /** Airflow 3. */
  V2("v2", "logical_date");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String version;
  private final String dateFilter;

  Dialect(String version, String dateFilter) {
    this.version = version;
    this.dateFilter = dateFilter;
  }

  /** As it stands in the path. */
  String version() {
    return version;
  }

  /** Without credentials, in both. */
  String[] healthPath() {
    return this == V1 ? new String[] {"health"} : new String[] {"monitor", "health"};
  }

  /** Version 2 wants the logical date's key even if it is null; version 1 does not take null. */
  ObjectNode trigger(RunRequest run) {
    ObjectNode body = object().put("dag_run_id", run.runId());
    run.logicalDate()
        .ifPresentOrElse(
            date -> body.put("logical_date", date.toString()),
            () -> {
              if (this == V2) {
                body.putNull("logical_date");
              }
            });
    body.set("conf", JSON.valueToTree(run.conf()));
    run.note().ifPresent(note -> body.put("note", note));
    return body;
  }

  /** What it leaves out would make it a dry run that answers 200 and changes nothing. */
  ObjectNode clear(ClearRequest clear) {
    ObjectNode body =
        object()
            .put("dry_run", false)
            .put("dag_run_id", clear.runId())
            .put("only_failed", clear.onlyFailed())
            .put("only_running", false)
            .put("reset_dag_runs", true)
            .put("include_upstream", false)
            .put("include_downstream", clear.downstream())
            .put("include_future", false)
            .put("include_past", false);
    if (!clear.taskIds().isEmpty()) {
      // An empty list makes version 2 answer 500.
      body.set("task_ids", JSON.valueToTree(clear.taskIds()));
    }
    return body;
  }

  /** Version 1 takes it for a dry run unless told, version 2 knows no such field. */
  ObjectNode mark(TaskState state) {
    ObjectNode body = object().put("new_state", state.name());
    return this == V1 ? body.put("dry_run", false) : body;
  }

  Request note(HttpUrl run, String note) {
    ObjectNode body = object().put("note", note);
    return this == V1
        ? Request.patch(run.newBuilder().addPathSegment("setNote").build(), body)
        : Request.patch(run.newBuilder().addQueryParameter("update_mask", "note").build(), body);
  }

  /** Version 2 demands a field that version 1 gives a default. */
  ObjectNode pool(String name, int slots, String description) {
    return object()
        .put("name", name)
        .put("slots", slots)
        .put("description", description)
        .put("include_deferred", false);
  }

  /** Version 1 answers with the Python text of a value unless told otherwise. */
  Map<String, String> xcomQuery() {
    return this == V1 ? Map.of("stringify", "false") : Map.of();
  }

  /** Version 1's JSON holds a Python list as text; version 2 knows no text. */
  String logForm() {
    return this == V1 ? "text/plain" : Request.JSON;
  }

  /** Of a filter by logical date, such as {@code gte}. */
  String dateFilter(String comparison) {
    return dateFilter + "_" + comparison;
  }

  /** Newest first. Version 1 cannot order by the logical date's new name. */
  String newestFirst() {
    return this == V1 ? "-execution_date" : "-run_after";
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
