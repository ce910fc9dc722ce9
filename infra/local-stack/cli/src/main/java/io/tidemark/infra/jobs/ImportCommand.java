package io.tidemark.infra.jobs;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark import}. */
@Command(
    name = "import",
    description = {
      "Import a log of actions, delimited or JSON lines, into Hive.",
      "Rows that are no action go to a rejects file with line and reason. Importing a file again"
          + " changes nothing."
    })
public final class ImportCommand implements Callable<Integer> {
  /** Which descriptor says what the file's columns mean. */
  private static final class Source {
    @Option(
        names = "--dataset",
        description = "A data set whose descriptor is built in: kuairand, otto, deskdrop, beauty.")
    private Optional<String> dataset;

    @Option(names = "--descriptor", description = "The descriptor of your own data set (YAML).")
    private Optional<Path> descriptor;
  }

  @Mixin private JobOptions job;

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATH",
      description = "A file, or the folder of the data set (default: the bundled data, if any).")
  private Optional<Path> path;

  @Option(
      names = "--rejects",
      description = "Folder for rows that are no action (default: rejects in the state folder).")
  private Optional<Path> rejects;

  @Option(
      names = "--max-reject-share",
      description = "Import nothing if more than this share of rows is rejected (default: 0.01).")
  private Optional<Double> maxRejectShare;

  @Option(
      names = "--shift-days",
      description = "Days added to every instant, to bring old data next to today.")
  private Optional<Integer> shiftDays;

  @Option(names = "--from", description = "Only what occurred at or after it, after the shift.")
  private Optional<Instant> from;

  @Option(names = "--until", description = "Only what occurred before it, after the shift.")
  private Optional<Instant> until;

  @Option(
      names = "--held-back",
      description = "File for what occurred at or after --until, as events to replay.")
  private Optional<Path> heldBack;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("dataset", source.dataset);
    options.put("descriptor", source.descriptor);
    options.put("input", Optional.of(path.orElseGet(this::bundled).toAbsolutePath()));
    options.put(
        "rejects",
        Optional.of(rejects.orElseGet(() -> job.stack().folder().rejects()).toAbsolutePath()));
    options.put("maxRejectShare", maxRejectShare);
    options.put("shiftDays", shiftDays);
    options.put("from", from);
    options.put("until", until);
    options.put("heldBack", heldBack.map(Path::toAbsolutePath));
    return job.run("importing.ImportActions", List.of(Component.HIVE), options);
  }

  private Path bundled() {
    Path folder =
        job.stack().home().root().resolve("infra/data").resolve(source.dataset.orElse("none"));
    if (!Files.isDirectory(folder)) {
      throw new StackException("name the file or folder to import: no data are bundled for it");
    }
    return folder;
  }
}
