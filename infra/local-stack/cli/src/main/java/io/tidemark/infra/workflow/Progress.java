package io.tidemark.infra.workflow;

import io.tidemark.infra.console.Console;
import io.tidemark.workflows.client.RunView;
import io.tidemark.workflows.client.TaskInstance;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows a run while it goes on: on a terminal a table in colours that is drawn over itself, else a
 * line whenever something has changed.
 */
final class Progress implements Consumer<RunView> {
  private static final String UP_AND_CLEAR = "\033[%dA\033[J";

  private final Console console;
  private final boolean terminal;
  private final RunTable table;
  private final Map<String, String> told = new HashMap<>();
  private int drawn;

  /**
   * @param terminal whether what was shown can be drawn over
   * @param ansi whether states have colours
   */
  Progress(Console console, boolean terminal, Ansi ansi) {
    this.console = console;
    this.terminal = terminal;
    this.table = new RunTable(Clock.systemUTC(), ansi);
  }

  /** As the process is connected now. */
  static Progress on(Console console) {
    String term = System.getenv("TERM");
    boolean terminal = System.console() != null && term != null && !term.equals("dumb");
    // AUTO also heeds NO_COLOR and what picocli knows of terminals.
    return new Progress(console, terminal, terminal ? Ansi.AUTO : Ansi.OFF);
  }

  @Override
  public void accept(RunView view) {
    if (terminal) {
      List<String> lines = table.lines(view);
      String text = String.join(System.lineSeparator(), lines);
      console.line(drawn == 0 ? text : UP_AND_CLEAR.formatted(drawn) + text);
      drawn = lines.size();
      return;
    }
    tell("run", view.run().state() + view.waitsFor().orElse(""), table.lines(view).get(0));
    for (TaskInstance task : view.tasks()) {
      if (!task.state().name().equals("none") || told.containsKey(task.taskId())) {
        tell(task.taskId(), task.state() + "/" + task.tryNumber(), "  " + table.line(task));
      }
    }
  }

  private void tell(String what, String state, String line) {
    if (!Optional.ofNullable(told.put(what, state)).equals(Optional.of(state))) {
      console.line(line);
    }
  }
}
