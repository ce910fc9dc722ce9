package io.tidemark.infra.jobs;

import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ExperimentsFileException;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.infra.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark experiments readout}. */
@Command(
    name = "readout",
    description = {
      "What came of an experiment: every metric in every arm, with 95%% intervals.",
      "From the impressions and actions in Hive's warehouse. The result is printed, and left for the"
          + " API to serve as /v1/experiments/ID/readout."
    })
public final class ReadoutCommand implements Callable<Integer> {
  private static final Duration DAY = Duration.ofDays(1);

  @Mixin private JobOptions job;

  @ArgGroup(multiplicity = "1")
  private Which which;

  /** One, or all. */
  private static final class Which {
    @Parameters(paramLabel = "EXPERIMENT", description = "Its id.")
    private String experiment;

    @Option(
        names = "--running",
        description =
            "Each that ran in the day before --until, so that one that has ended gets its last"
                + " readout, too. None, or no file of experiments, is no failure.")
    private boolean running;
  }

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file of experiments (default: experiments.yml in the state folder).")
  private Optional<Path> file;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      description = "Look at what happened before this instant (default: now).")
  private Optional<Instant> until;

  @Option(
      names = "--days-before",
      description = "Days before the start that tell what users were like (default: 14).")
  private Optional<Integer> daysBefore;

  @Option(
      names = "--tightest-at",
      paramLabel = "USERS",
      description =
          "Users of two arms at whom intervals that hold at any time are tightest (default:"
              + " 10000). Choose it before the experiment, and keep it.")
  private Optional<Long> tightestAt;

  @Override
  public Integer call() throws InterruptedException {
    if (!which.running) {
      return readOut(which.experiment);
    }
    List<String> running = running(until.orElseGet(Instant::now));
    int worst = CommandLine.ExitCode.OK;
    for (String experiment : running) {
      worst = Math.max(worst, readOut(experiment));
    }
    job.stack()
        .console()
        .line(
            running.isEmpty()
                ? "no experiment runs"
                : "%d read out: %s".formatted(running.size(), String.join(", ", running)));
    return worst;
  }

  private int readOut(String experiment) throws InterruptedException {
    Map<String, Optional<?>> options = new HashMap<>();
    options.put("experiment", Optional.of(experiment));
    options.put("experimentFile", Optional.of(path()));
    options.put("readouts", Optional.of(job.stack().folder().readouts()));
    options.put("until", until);
    options.put("daysBefore", daysBefore);
    options.put("tightestAt", tightestAt);
    return job.run("readout.RunReadout", List.of(), options);
  }

  /** Ids of those that ran at some time in the day before. */
  private List<String> running(Instant before) {
    if (file.isEmpty() && !Files.exists(path())) {
      return List.of();
    }
    try {
      Experiments experiments =
          ExperimentsFile.parse(Files.readString(path()), ServerAbilities.ANY);
      return experiments
          .all()
          .filter(experiment -> experiment.schedule().start().isBefore(before))
          .filter(
              experiment ->
                  experiment
                      .schedule()
                      .end()
                      .map(end -> end.isAfter(before.minus(DAY)))
                      .orElse(true))
          .map(Experiment::id)
          .toList();
    } catch (IOException | ExperimentsFileException e) {
      throw new StackException("%s cannot be used: %s".formatted(path(), e.getMessage()), e);
    }
  }

  private Path path() {
    return file.orElseGet(job.stack().folder()::experiments);
  }
}
