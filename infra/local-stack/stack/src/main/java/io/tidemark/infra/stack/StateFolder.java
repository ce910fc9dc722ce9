package io.tidemark.infra.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a stack keeps everything it has: {@code run/} (records and ports), {@code log/}, and a
 * folder of data a component.
 *
 * @param root absolute
 */
public record StateFolder(Path root) {
  /** Creates what is missing. */
  public static StateFolder at(Path folder) {
    StateFolder state = new StateFolder(folder.toAbsolutePath().normalize());
    try {
      Files.createDirectories(state.run());
      Files.createDirectories(state.logs());
    } catch (IOException e) {
      throw new StackException(
          "the state folder %s cannot be written: %s; choose another with --state"
              .formatted(state.root, e.getMessage()),
          e);
    }
    return state;
  }

  /** Records of what runs. */
  Path run() {
    return root.resolve("run");
  }

  /** One log a component. */
  public Path logs() {
    return root.resolve("log");
  }

  Path record(Component component) {
    return run().resolve(component.id() + ".json");
  }

  /** What the component writes to standard output and error. */
  public Path log(Component component) {
    return logs().resolve(component.id() + ".log");
  }

  /** The component's own data: deleting it makes the component start empty. */
  public Path data(Component component) {
    return root.resolve(component.id());
  }

  /** The folder under which Hive's external tables lie; where streams and jobs write files. */
  public Path warehouse() {
    return data(Component.HIVE).resolve("warehouse_ext");
  }

  /** The folder of exported models. */
  public Path models() {
    return root.resolve("models");
  }

  /** The file of experiments that the API runs, if it is there. */
  public Path experiments() {
    return root.resolve("experiments.yml");
  }

  /** Where readouts of experiments leave their results, for the API to serve. */
  public Path readouts() {
    return root.resolve("readouts");
  }

  /** Where evaluations of days leave their results. */
  public Path evaluations() {
    return root.resolve("evaluations");
  }

  /** The passwords of the scheduler's users: {@code {"admin": ..., "viewer": ...}}. */
  public Path schedulerCredentials() {
    return data(Component.SCHEDULER).resolve("credentials.json");
  }

  /** Where imports leave the rows that are no action. */
  public Path rejects() {
    return root.resolve("rejects");
  }

  /** What the demo remembers from one time to the next. */
  public Path demo() {
    return root.resolve("demo");
  }

  /** Everything that a stack, or a job on it, leaves here; other files are not ours. */
  public List<Path> contents() {
    List<Path> contents =
        new ArrayList<>(
            List.of(run(), logs(), models(), readouts(), evaluations(), rejects(), demo()));
    for (Component component : Component.values()) {
      contents.add(data(component));
    }
    return contents;
  }

  /** Free bytes on the disk that holds it. */
  long usableBytes() {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
