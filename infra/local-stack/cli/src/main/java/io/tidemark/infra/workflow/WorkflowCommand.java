package io.tidemark.infra.workflow;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Task;
import io.tidemark.workflows.TaskRun;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.WorkflowRunner;
import io.tidemark.workflows.Workflows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark workflow}. */
@Command(name = "workflow", description = "List and run the workflows of the batch side.")
public final class WorkflowCommand {
  @Spec private CommandSpec spec;

  @Command(name = "list", description = "All workflows and their tasks, in order.")
  int list(@Mixin StackOptions options) {
    Workflows.all()
        .forEach(
            workflow -> {
              options.console().line("%-18s %s".formatted(workflow.id(), workflow.description()));
              workflow.tasks().forEach(task -> options.console().line("    " + task.id()));
            });
    return 0;
  }

  @Command(
      name = "run",
      description = "Run a workflow's tasks now, one after another. May be repeated for a day.")
  int run(
      @Mixin StackOptions options,
      @Parameters(paramLabel = "WORKFLOW", description = "As 'workflow list' shows it.") String id,
      @Option(
              names = "--date",
              required = true,
              paramLabel = "DAY",
              description = "The last day to include (UTC), such as 2026-11-20.")
          LocalDate dataDay)
      throws InterruptedException {
    Workflow workflow =
        Workflows.named(id)
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(),
                        "there is no workflow '%s'; there are: %s"
                            .formatted(
                                id,
                                Workflows.all().stream()
                                    .map(Workflow::id)
                                    .collect(Collectors.joining(", ")))));
    WorkflowRunner runner =
        new WorkflowRunner(arguments -> launch(options, arguments), new Progress(options));
    boolean succeeded =
        runner.run(workflow, new DataDay(dataDay)).stream()
            .allMatch(run -> run.state() == TaskRun.State.SUCCESS);
    return succeeded ? 0 : CommandLine.ExitCode.SOFTWARE;
  }

  /** A task's command, which starts its job as a process of its own. */
  private int launch(StackOptions options, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--state=" + options.folder().root());
    return spec.root().commandLine().execute(all.toArray(new String[0]));
  }

  /** Prints a line as a task starts and one as it ends. */
  private record Progress(StackOptions options) implements WorkflowRunner.Listener {
    @Override
    public void started(Task task, List<String> arguments) {
      console()
          .line("%-20s started: tidemark %s".formatted(task.id(), String.join(" ", arguments)));
    }

    @Override
    public void ended(TaskRun run) {
      console()
          .line(
              "%-20s %s after %.1f s"
                  .formatted(
                      run.taskId(),
                      run.state().name().toLowerCase(Locale.ROOT),
                      run.duration().toMillis() / 1000.0));
    }

    private Console console() {
      return options.console();
    }
  }
}
