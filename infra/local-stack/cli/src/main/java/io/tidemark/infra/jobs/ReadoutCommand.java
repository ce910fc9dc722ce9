package io.tidemark.infra.jobs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  @Mixin private JobOptions job;

  @Parameters(paramLabel = "EXPERIMENT", description = "Its id.")
  private String experiment;

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
    Map<String, Optional<?>> options = new HashMap<>();
    options.put("experiment", Optional.of(experiment));
    options.put("experimentFile", Optional.of(file.orElseGet(job.stack().folder()::experiments)));
    options.put("readouts", Optional.of(job.stack().folder().readouts()));
    options.put("until", until);
    options.put("daysBefore", daysBefore);
    options.put("tightestAt", tightestAt);
    return job.run("readout.RunReadout", List.of(), options);
  }
}
