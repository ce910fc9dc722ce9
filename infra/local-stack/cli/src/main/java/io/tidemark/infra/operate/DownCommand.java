package io.tidemark.infra.operate;

import io.tidemark.infra.console.StackOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark down}: ends what was started here, in order; data stay. */
@Command(
    name = "down",
    description =
        "Stop the stack. Its data stay; 'up' finds them again. Only processes that 'up' started"
            + " are ended.")
public final class DownCommand implements Callable<Integer> {
  @Mixin private StackOptions options;
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "COMPONENT",
      completionCandidates = ComponentNames.class,
      description =
          "What to stop, with all that needs it (default: all): ${COMPLETION-CANDIDATES}.")
  private List<String> components = List.of();

  @Override
  public Integer call() {
    options.supervisor().down(ComponentNames.orAll(components, command));
    return 0;
  }
}
