package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;

/**
 * One step of a workflow: a {@code tidemark} command, idempotent for its data day.
 *
 * @param id unique in its workflow, such as {@code build_pins}
 * @param command the arguments of {@code tidemark} for a data day
 * @param upstream ids of the tasks that must have succeeded before
 */
public record Task(String id, Function<LocalDate, List<String>> command, List<String> upstream) {
  public Task {
    requireNonNull(id, "id is null");
    requireNonNull(command, "command is null");
    upstream = List.copyOf(upstream);
  }
}
