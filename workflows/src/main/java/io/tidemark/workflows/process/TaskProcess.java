package io.tidemark.workflows.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A command as a process in a session of its own. It waits at its very beginning for a word from
 * whoever started it, so that it can be recorded before it does anything: if that one ends first,
 * the process ends without having done anything, and there is never one that nobody knows of. Its
 * output goes to a file and its exit status into another, so both survive whoever started it.
 *
 * @param key names it for ever
 * @param files where its output and exit status are
 */
public record TaskProcess(ProcessKey key, TaskFiles files) {
  private static final String GO = "go";

  /** What tells the local stack's supervisor which process is which. */
  private static final Set<String> OF_THE_PARENT_ONLY =
      Set.of("TIDEMARK_INSTANCE", "TIDEMARK_OWNER");

  private static final String WRAPPER =
      """
      IFS= read -r word && [ "$word" = go ] || exit 125
      status_file=$1
      shift
      "$@" < /dev/null
      status=$?
      printf '%s\\n' "$status" > "$status_file.part" && mv "$status_file.part" "$status_file"
      exit "$status"
      """;

  public TaskProcess {
    requireNonNull(key, "key is null");
    requireNonNull(files, "files is null");
  }

  /** A process that waits for the word. */
  public static final class Waiting {
    private final TaskProcess task;
    private final Process process;

    private Waiting(TaskProcess task, Process process) {
      this.task = task;
      this.process = process;
    }

    /** The process. */
    public TaskProcess task() {
      return task;
    }

    /** Completes when it has ended. */
    public CompletableFuture<Void> onExit() {
      return process.onExit().thenApply(ended -> null);
    }

    /** Lets it begin. */
    public void go() {
      try (OutputStream word = process.getOutputStream()) {
        word.write((GO + "\n").getBytes(UTF_8));
      } catch (IOException e) {
        // It was ended before it began: its end tells.
        return;
      }
    }

    /** Has it end without doing anything. */
    public void dismiss() {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        process.destroyForcibly();
      }
    }
  }

  /**
   * Starts a process that waits.
   *
   * @param environment besides this process's own
   * @throws ProcessException if it cannot be started
   */
  public static Waiting start(
      List<String> command, Map<String, String> environment, TaskFiles files) {
    List<String> all = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", WRAPPER, "task"));
    all.add(files.status().toString());
    all.addAll(command);
    try {
      Files.createDirectories(files.log().getParent());
      Files.deleteIfExists(files.status());
      ProcessBuilder builder =
          new ProcessBuilder(all)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
              .directory(new File("/"));
      builder.environment().keySet().removeAll(OF_THE_PARENT_ONLY);
      builder.environment().putAll(environment);
      Process process = builder.start();
      ProcessKey key =
          ProcessKey.of(process.pid())
              .orElseThrow(() -> new IOException("it ended at once; see " + files.log()));
      return new Waiting(new TaskProcess(key, files), process);
    } catch (IOException e) {
      throw new ProcessException(
          "cannot start '%s': %s".formatted(String.join(" ", command), e.getMessage()), e);
    }
  }

  /**
   * Whether it has ended. One that somebody else is to bury counts as ended, which {@link
   * ProcessHandle} sees otherwise.
   */
  public boolean hasEnded() {
    return key.find().isEmpty();
  }

  /** What it ended with; empty if it lives, or was killed. */
  public OptionalInt exitStatus() {
    return files.exitStatus();
  }

  /** It, with all that it started. */
  public ProcessTree tree() {
    return new ProcessTree(key);
  }
}
