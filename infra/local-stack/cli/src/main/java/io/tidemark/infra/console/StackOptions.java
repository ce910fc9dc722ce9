package io.tidemark.infra.console;

import io.tidemark.infra.stack.StateFolder;
import io.tidemark.infra.stack.Supervisor;
import io.tidemark.infra.stack.TidemarkHome;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that works on a stack, and what follows from them. */
public final class StackOptions {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Folder of the stack's data, records and logs (default: $TIDEMARK_STATE, else var in the repository).")
  private Optional<Path> state;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The repository. */
  public TidemarkHome home() {
    return TidemarkHome.find();
  }

  /** The state folder; created if it is not there. */
  public StateFolder folder() {
    Path folder =
        state
            .or(() -> Optional.ofNullable(System.getenv("TIDEMARK_STATE")).map(Path::of))
            .orElseGet(() -> home().root().resolve("var"));
    return StateFolder.at(folder);
  }

  /** Where this command's output goes. */
  public Console console() {
    return new Console(command.commandLine().getOut(), command.commandLine().getErr());
  }

  /** A supervisor that tells this command's user what it does. */
  public Supervisor supervisor() {
    return new Supervisor(home(), folder(), console());
  }
}
