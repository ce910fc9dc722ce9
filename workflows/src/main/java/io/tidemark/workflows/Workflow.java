package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedAcyclicGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;

/**
 * Tasks and the order between them.
 *
 * @param id such as {@code daily_embeddings}
 * @param description one sentence for {@code workflow list}
 * @param schedule when it starts by itself; empty if only by hand
 * @param limits how much of it may run at once, and for how long
 * @param tasks in an order in which they can run one after another
 */
public record Workflow(
    String id, String description, Optional<Schedule> schedule, Limits limits, List<Task> tasks) {

  /**
   * @param activeRuns runs at the same time; further ones wait, the older logical date first
   * @param runTimeout of a run from its start; what has not run by then is skipped and the run
   *     failed
   */
  public record Limits(int activeRuns, Duration runTimeout) {
    public Limits {
      if (activeRuns < 1 || runTimeout.isNegative() || runTimeout.isZero()) {
        throw new IllegalArgumentException(
            "%d active runs within %s: both must be above 0".formatted(activeRuns, runTimeout));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if an id is used twice, an upstream task does not exist, or
   *     tasks wait for each other in a circle
   */
  public Workflow {
    Task.requireId(id);
    requireNonNull(description, "description is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(limits, "limits is null");
    tasks = inOrder(id, tasks);
  }

  /** The task of that id, or empty if there is none. */
  public Optional<Task> task(String taskId) {
    return tasks.stream().filter(task -> task.id().equals(taskId)).findFirst();
  }

  /** Ids of the tasks that wait for this one directly. */
  public List<String> downstream(String taskId) {
    return tasks.stream().filter(task -> task.upstream().contains(taskId)).map(Task::id).toList();
  }

  /** The id under which a day's run is started: one run a day, however often it is asked for. */
  public static String runId(String workflowId, DataDay day) {
    return workflowId + "__" + day;
  }

  private static List<Task> inOrder(String workflow, List<Task> tasks) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("workflow %s has no tasks".formatted(workflow));
    }
    DirectedAcyclicGraph<String, DefaultEdge> graph = new DirectedAcyclicGraph<>(DefaultEdge.class);
    for (Task task : tasks) {
      if (!graph.addVertex(task.id())) {
        throw new IllegalArgumentException(
            "workflow %s has two tasks called %s".formatted(workflow, task.id()));
      }
    }
    Set<String> known = new HashSet<>(graph.vertexSet());
    for (Task task : tasks) {
      for (String upstream : task.upstream()) {
        if (!known.contains(upstream)) {
          throw new IllegalArgumentException(
              "task %s of workflow %s waits for %s, which does not exist"
                  .formatted(task.id(), workflow, upstream));
        }
        try {
          graph.addEdge(upstream, task.id());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "tasks %s and %s of workflow %s wait for each other"
                  .formatted(upstream, task.id(), workflow),
              e);
        }
      }
    }
    List<Task> ordered = new ArrayList<>();
    new TopologicalOrderIterator<>(graph)
        .forEachRemaining(
            id -> tasks.stream().filter(task -> task.id().equals(id)).forEach(ordered::add));
    return List.copyOf(ordered);
  }
}
