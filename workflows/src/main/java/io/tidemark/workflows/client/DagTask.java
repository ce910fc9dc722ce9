package io.tidemark.workflows.client;

import java.util.List;

/**
 * A task of a workflow's definition.
 *
 * @param id its name
 * @param downstream ids of the tasks that wait for it
 * @param retries tries after the first
 */
public record DagTask(String id, List<String> downstream, int retries) {
  static DagTask of(Json json) {
    return new DagTask(
        json.text("task_id", ""),
        json.texts("downstream_task_ids"),
        json.number("retries").orElse(0));
  }
}
