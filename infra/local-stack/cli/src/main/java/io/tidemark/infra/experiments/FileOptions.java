package io.tidemark.infra.experiments;

import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ExperimentsFileException;
import io.tidemark.experiments.file.FileProblem;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which file of experiments, and what the server that is to run it can do. */
public final class FileOptions {
  @Mixin private StackOptions stack;

  @Option(
      names = "--live-actions",
      defaultValue = "100",
      description = "Live actions that the server reads for a user (${DEFAULT-VALUE}).")
  private int liveActions;

  @Option(
      names = "--no-realtime",
      description =
          "The server does not compute embeddings at the moment of a request (it does, unless its"
              + " realtime.enabled is false).")
  private boolean batchOnly;

  @Option(
      names = "--heads",
      split = ",",
      paramLabel = "HEAD",
      description = "The ranker's heads (default: every type of action).")
  private Set<String> heads = Set.of();

  Console console() {
    return stack.console();
  }

  StackOptions stack() {
    return stack;
  }

  /** The given file, else that of the stack. */
  Path path(Optional<Path> file) {
    return file.orElseGet(() -> stack.folder().experiments());
  }

  /**
   * Reads a file.
   *
   * @throws StackException with every problem and its place, if it cannot be used
   */
  Experiments read(Optional<Path> file) {
    Path path = path(file);
    ServerAbilities abilities =
        ServerAbilities.DEFAULT.withLiveActions(liveActions).withRealtime(!batchOnly);
    try {
      return ExperimentsFile.parse(
          Files.readString(path), heads.isEmpty() ? abilities : abilities.withHeads(heads));
    } catch (IOException e) {
      throw new StackException(
          "%s cannot be read: %s; infra/experiments.example.yml is one to begin with"
              .formatted(path, e),
          e);
    } catch (ExperimentsFileException e) {
      throw new StackException(
          e.problems().stream()
              .map(FileProblem::toString)
              .collect(
                  Collectors.joining(
                      "\n" + path + ":", "the file cannot be used\n" + path + ":", "")),
          e);
    }
  }
}
