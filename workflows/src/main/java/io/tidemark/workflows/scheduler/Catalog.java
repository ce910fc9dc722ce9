package io.tidemark.workflows.scheduler;

import io.tidemark.workflows.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workflows that this scheduler knows, and the instants of their schedules. */
public final class Catalog {
  private final Map<String, Workflow> workflows = new LinkedHashMap<>();
  private final Map<String, CronTimes> times = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if a schedule is none
   */
  public Catalog(List<Workflow> workflows) {
    for (Workflow workflow : workflows) {
      this.workflows.put(workflow.id(), workflow);
      workflow.schedule().ifPresent(schedule -> times.put(workflow.id(), new CronTimes(schedule)));
    }
  }

  public List<Workflow> all() {
    return List.copyOf(workflows.values());
  }

  public Optional<Workflow> workflow(String id) {
    return Optional.ofNullable(workflows.get(id));
  }

  /** Empty if the workflow runs by hand only. */
  Optional<CronTimes> times(String id) {
    return Optional.ofNullable(times.get(id));
  }
}
