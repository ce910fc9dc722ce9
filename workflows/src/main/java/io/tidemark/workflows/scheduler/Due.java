package io.tidemark.workflows.scheduler;

import io.tidemark.workflows.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Makes the runs that schedules ask for. What a schedule has reached is remembered, and a logical
 * date has one run at most: neither a clock that goes back nor a second look makes another. Paused
 * workflows reach nothing; afterwards those that do not catch up have the newest instant only.
 */
final class Due {
  private static final int MOST_AT_ONCE = 100;

  private final Catalog catalog;

  Due(Catalog catalog) {
    this.catalog = catalog;
  }

  void makeRuns(Change change) {
    Map<String, DagRow> dags = change.tables().dags();
    for (Workflow workflow : catalog.all()) {
      DagRow dag = dags.get(workflow.id());
      if (!dag.isPaused()) {
        catalog.times(workflow.id()).ifPresent(times -> makeRuns(change, workflow, times, dag));
      }
    }
  }

  private static void makeRuns(Change change, Workflow workflow, CronTimes times, DagRow dag) {
    // A clock that was far ahead once must not stop the schedule for as long.
    boolean ahead = dag.scheduledUpTo().isAfter(change.now());
    Instant reached = ahead ? change.now() : dag.scheduledUpTo();
    List<Instant> due = times.due(reached, change.now(), MOST_AT_ONCE);
    for (Instant logicalDate : due) {
      // Not made where that date has its run already.
      RunMaker.make(change, workflow, NewRun.scheduled(workflow.id(), logicalDate));
      reached = logicalDate;
    }
    if (!reached.equals(dag.scheduledUpTo())) {
      change.tables().setScheduledUpTo(workflow.id(), reached);
    }
    times.next(reached).ifPresent(change::lookAt);
  }
}
