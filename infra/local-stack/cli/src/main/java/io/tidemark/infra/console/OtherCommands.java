package io.tidemark.infra.console;

import io.tidemark.infra.stack.StackException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Runs other commands of this command line on the same state folder, one after the other. */
public final class OtherCommands {
  private final CommandSpec command;
  private final StackOptions options;

  /**
   * @param command that runs them
   * @param options of that command
   */
  public OtherCommands(CommandSpec command, StackOptions options) {
    this.command = command;
    this.options = options;
  }

  /**
   * Runs one as its user would type it, and waits for its end.
   *
   * @param arguments without the state folder
   * @throws StackException if it fails; it has said why
   */
  public void run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--state=" + options.folder().root());
    int status = command.root().commandLine().execute(all.toArray(new String[0]));
    if (status != 0) {
      throw new StackException(
          "'%s' stops here: 'tidemark %s' failed"
              .formatted(command.qualifiedName(), String.join(" ", arguments)));
    }
  }
}
