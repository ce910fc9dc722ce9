package io.tidemark.pipelines.readout;

import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.file.ExperimentsFile;
import io.tidemark.experiments.file.ExperimentsFileException;
import io.tidemark.experiments.file.ServerAbilities;
import io.tidemark.experiments.readout.Reading;
import io.tidemark.experiments.readout.Readout;
import io.tidemark.experiments.readout.Readouts;
import io.tidemark.experiments.readout.Sums;
import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.impressionlog.ReadImpressions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * What came of an experiment: reads the impressions and actions of its time, adds up what the users
 * of each arm did, prints a table and leaves the whole result for the API to serve.
 *
 * <pre>{@code
 * RunReadout --experiment=shorter-sequence --experimentFile=var/experiments.yml \
 *     --warehouse=file:///data/warehouse --readouts=var/readouts
 * }</pre>
 */
public final class RunReadout {
  private static final String SUMS = "sums";

  private RunReadout() {}

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            ReadoutOptions.class,
            options -> {
              Readout readout = run(options, Clock.systemUTC());
              if (options.getReadouts() != null) {
                ReadoutFile.write(Path.of(options.getReadouts()), readout);
              }
              System.out.print(ReadoutText.of(readout));
            }));
  }

  /** Reads, adds up and compares. */
  static Readout run(ReadoutOptions options, Clock clock) throws IOException {
    Experiments experiments = experiments(options.getExperimentFile());
    Experiment experiment =
        experiments
            .find(options.getExperiment())
            .orElseThrow(
                () ->
                    new JobFailedException(
                        "%s has no experiment %s; it has %s"
                            .formatted(
                                options.getExperimentFile(),
                                options.getExperiment(),
                                experiments.all().map(Experiment::id).toList())));
    String layer = experiments.layerOf(experiment.id()).orElseThrow().name();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant until = until(options.getUntil(), now, experiment);
    Instant before = experiment.schedule().start().minus(Duration.ofDays(options.getDaysBefore()));
    Sums sums = sums(options, experiment, layer, before, until);
    return Readouts.of(
        new Reading(
            layer,
            experiment,
            until,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            options.getTightestAt()),
        sums);
  }

  private static Sums sums(
      ReadoutOptions options, Experiment experiment, String layer, Instant before, Instant until)
      throws IOException {
    Instant start = experiment.schedule().start();
    Period period = new Period(before.toEpochMilli(), start.toEpochMilli(), until.toEpochMilli());
    Warehouse warehouse = Warehouse.of(options);
    try (ScratchFolder scratch = ScratchFolder.in(warehouse)) {
      Pipeline pipeline = Pipeline.create(options);
      PCollectionTuple.of(
              AddUp.EXPOSURES,
              pipeline
                  .apply(
                      "ReadImpressions",
                      ReadImpressions.of(warehouse).from(day(start)).before(until))
                  .apply("Exposures", new ReadExposures(layer, experiment.id())))
          .and(
              AddUp.ACTIONS,
              pipeline.apply(
                  "ReadActions", ReadActions.of(warehouse).from(day(before)).before(until)))
          .apply("AddUp", new AddUp(period))
          .apply("WriteSums", ParDo.of(new ScratchFolder.WriteText(scratch.path(SUMS))));
      pipeline.run().waitUntilFinish();
      return SumLines.parse(scratch.read(SUMS).orElse(""));
    }
  }

  private static Experiments experiments(String file) throws IOException {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new JobFailedException("there is no file of experiments " + path);
    }
    try {
      return ExperimentsFile.parse(Files.readString(path), ServerAbilities.ANY);
    } catch (ExperimentsFileException invalid) {
      throw new JobFailedException(
          "%s cannot be used: %s".formatted(path, invalid.getMessage()), invalid);
    }
  }

  /** What was asked for, but neither the future nor what comes after the experiment's end. */
  private static Instant until(String asked, Instant now, Experiment experiment) {
    Instant until;
    try {
      until = asked == null ? now : Instant.parse(asked);
    } catch (DateTimeException e) {
      throw new JobFailedException(
          "--until is \"" + asked + "\": give an instant such as 2026-11-21T00:00:00Z", e);
    }
    Instant end = experiment.schedule().end().filter(until::isAfter).orElse(until);
    if (!end.isAfter(experiment.schedule().start())) {
      throw new JobFailedException(
          "%s starts %s: there is nothing to see before %s"
              .formatted(experiment.id(), experiment.schedule().start(), end));
    }
    return end;
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
