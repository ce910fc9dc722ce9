package io.tidemark.infra.workflow;

import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.TaskInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run as lines: itself, then a line a task. */
final class RunTable {
  private final Clock clock;

  RunTable(Clock clock) {
    this.clock = clock;
  }

  List<String> lines(RunView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s%s%s"
            .formatted(
                view.run().runId(),
                view.run().state(),
                elapsed(view.run().startedAt(), view.run().endedAt())
                    .map(text -> "  " + text)
                    .orElse(""),
                view.waitsFor().map(reason -> "  waits: " + reason).orElse("")));
    view.tasks().forEach(task -> lines.add("  " + line(task)));
    return lines;
  }

  String line(TaskInstance task) {
    String tries =
        task.tryNumber() > 1 ? "try %d of %d".formatted(task.tryNumber(), task.maxTries() + 1) : "";
    return "%-24s %-16s %9s  %s"
        .formatted(
            task.taskId(),
            task.state(),
            elapsed(task.startedAt(), task.endedAt()).orElse(""),
            tries)
        .stripTrailing();
  }

  private Optional<String> elapsed(Optional<Instant> from, Optional<Instant> to) {
    return from.map(
        start -> {
          Duration spent = Duration.between(start, to.orElseGet(clock::instant));
          long seconds = Math.max(0, spent.toSeconds());
          return seconds < 3600
              ? "%d:%02d".formatted(seconds / 60, seconds % 60)
              : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
        });
  }
}
