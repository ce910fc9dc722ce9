package io.tidemark.infra.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.infra.console.Console;
import io.tidemark.workflows.client.DagRun;
import io.tidemark.workflows.client.RunState;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.TaskInstance;
import io.tidemark.workflows.client.TaskState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ProgressTest {
  private static final Instant START = Instant.parse("2026-11-21T00:30:00Z");

  private final StringWriter out = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(out, true));

  private static RunView view(RunState run, TaskState embed, int tryNumber) {
    DagRun dagRun =
        new DagRun(
            "w",
            "w__2026-11-20",
            run,
            "manual",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(START),
            Optional.of(START.plusSeconds(75)),
            Map.of(),
            Optional.empty());
    return new RunView(
        dagRun,
        List.of(task("embed", embed, tryNumber), task("clean", TaskState.NONE, 0)),
        Optional.empty());
  }

  private static TaskInstance task(String id, TaskState state, int tryNumber) {
    return new TaskInstance(
        "w",
        "w__2026-11-20",
        id,
        -1,
        state,
        tryNumber,
        2,
        Optional.of(START),
        Optional.of(START.plusSeconds(62)),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void withoutATerminalEachChangeIsALine() {
    Progress progress = new Progress(console, false, Ansi.OFF);

    progress.accept(view(RunState.RUNNING, TaskState.RUNNING, 1));
    progress.accept(view(RunState.RUNNING, TaskState.RUNNING, 1));
    progress.accept(view(RunState.RUNNING, TaskState.RUNNING, 2));

    assertThat(out.toString().lines())
        .containsExactly(
            "w__2026-11-20  running  1:15",
            "  embed                    running               1:02",
            "  embed                    running               1:02  try 2 of 3");
  }

  @Test
  void onATerminalTheTableIsDrawnOverItself() {
    Progress progress = new Progress(console, true, Ansi.OFF);

    progress.accept(view(RunState.RUNNING, TaskState.RUNNING, 1));
    progress.accept(view(RunState.SUCCESS, TaskState.SUCCESS, 1));

    assertThat(out.toString().lines())
        .hasSize(6)
        .contains("\033[3A\033[Jw__2026-11-20  success  1:15");
  }

  @Test
  void inColourGoodIsGreenBadIsRedAndTheColumnsStayInLine() {
    Progress progress = new Progress(console, true, Ansi.ON);

    progress.accept(view(RunState.FAILED, TaskState.FAILED, 1));
    progress.accept(view(RunState.SUCCESS, TaskState.SUCCESS, 1));

    assertThat(out.toString()).contains("\033[32msuccess", "failed          \033[");
    assertThat(out.toString().replaceAll("\033\\[[0-9;]*[mAJ]", "").lines())
        .contains("  embed                    success               1:02");
  }
}
