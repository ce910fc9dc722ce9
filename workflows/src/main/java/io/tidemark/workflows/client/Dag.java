package io.tidemark.workflows.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workflow as the server knows it.
 *
 * @param id its name
 * @param paused whether its runs wait
 * @param description empty if it has none
 * @param schedule the cron expression or another description of when it runs; empty if by hand only
 * @param maxActiveRuns runs at the same time; empty if the server does not say
 * @param nextRunAfter when it runs next by itself; empty if it does not
 * @param tags in the server's order
 */
public record Dag(
    String id,
    boolean paused,
    Optional<String> description,
    Optional<String> schedule,
    Optional<Integer> maxActiveRuns,
    Optional<Instant> nextRunAfter,
    List<String> tags) {

  static Dag of(Json json) {
    Json interval = new Json(json.node().path("schedule_interval"));
    Optional<Instant> next = json.instant("next_dagrun_run_after");
    return new Dag(
        json.text("dag_id", ""),
        json.flag("is_paused"),
        json.text("description"),
        json.text("timetable_summary").or(() -> interval.text("value")),
        json.number("max_active_runs").stream().boxed().findFirst(),
        next.isPresent() ? next : json.instant("next_dagrun_create_after"),
        json.list("tags", tag -> tag.text("name", "")));
  }
}
