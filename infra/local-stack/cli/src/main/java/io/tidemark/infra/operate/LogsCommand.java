package io.tidemark.infra.operate;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark logs}: the system's own {@code tail} on a component's log file. */
@Command(name = "logs", description = "Show the end of a component's log, and follow it.")
public final class LogsCommand implements Callable<Integer> {
  @Mixin private StackOptions options;
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "COMPONENT",
      completionCandidates = ComponentNames.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as the log grows, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "50",
      description = "How many lines to show (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Component component = ComponentNames.one(name, command);
    Path log = options.folder().log(component);
    if (!Files.exists(log)) {
      throw new StackException(
          "%s has no log yet (%s): start it with './tidemark up %s'"
              .formatted(component.id(), log, component.id()));
    }
    List<String> tail = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
    if (follow) {
      tail.add("-F");
    }
    tail.add(log.toString());
    return new ProcessBuilder(tail).inheritIO().start().waitFor();
  }
}
