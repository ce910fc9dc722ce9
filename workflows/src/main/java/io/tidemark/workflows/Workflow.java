package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedAcyclicGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;

/**
 * Tasks and the order between them.
 *
 * @param id such as {@code daily_embeddings}
 * @param description one sentence for {@code --help}
 * @param tasks in an order in which they can run one after another
 */
public record Workflow(String id, String description, List<Task> tasks) {
  /**
   * @throws IllegalArgumentException if an id is used twice, an upstream task does not exist, or
   *     tasks wait for each other in a circle
   */
  public Workflow {
    requireNonNull(id, "id is null");
    requireNonNull(description, "description is null");
    tasks = inOrder(id, tasks);
  }

  private static List<Task> inOrder(String workflow, List<Task> tasks) {
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
