package io.tidemark.infra.workflow;

import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.TaskInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** A run as lines: itself, then a line a task. */
final class RunTable {
  private final Clock clock;
  private final Ansi ansi;

  /**
   * @param ansi whether states have colours
   */
  RunTable(Clock clock, Ansi ansi) {
    this.clock = clock;
    this.ansi = ansi;
  }

  List<String> lines(RunView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s%s%s"
            .formatted(
                view.run().runId(),
                coloured(view.run().state().name(), 0),
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
    return "%-24s %s %9s  %s"
        .formatted(
            task.taskId(),
            coloured(task.state().name(), 16),
            elapsed(task.startedAt(), task.endedAt()).orElse(""),
            tries)
        .stripTrailing();
  }

  /** Padded first: the codes of a colour take no place. */
  private String coloured(String state, int width) {
    String padded = width == 0 ? state : String.format("%-" + width + "s", state);
    String colour =
        switch (state) {
          case "success" -> "green";
          case "failed" -> "red,bold";
          case "upstream_failed" -> "red";
          case "running" -> "cyan,bold";
          case "queued", "scheduled" -> "cyan";
          case "up_for_retry", "up_for_reschedule", "restarting", "deferred" -> "yellow";
          default -> "faint";
        };
    return ansi.string("@|%s %s|@".formatted(colour, padded));
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
