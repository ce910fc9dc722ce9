package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.BuildTimelines;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Builds a release of pin vectors from the action log up to an instant: counts which pins stand
 * close together in users' timelines, turns the counts into vectors, checks them, writes them to
 * Hive and HBase and publishes them.
 *
 * <pre>{@code
 * BuildPins --asOf=2022-04-21T00:00:00Z --from=2022-04-01 \
 *     --hive=jdbc:hive2://127.0.0.1:10000/tidemark --warehouse=file:///data/warehouse \
 *     --hbase=localhost:16000
 * }</pre>
 */
public final class BuildPins {
  private BuildPins() {}

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            BuildPinsOptions.class,
            options -> {
              Release release = publish(options);
              System.out.printf(
                  "pins      %,d pins with a vector, published as %s%n",
                  release.rows(), release.id());
            }));
  }

  /** Builds, checks, writes and publishes. */
  static Release publish(BuildPinsOptions options) throws IOException {
    PinVectors pins = build(options);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      return new PublishPins(connection, options.getHive(), Clock.systemUTC())
          .publish(pins, instant(options.getAsOf()));
    }
  }

  /** Builds and checks the vectors and leaves them in the release's folder of the warehouse. */
  static PinVectors build(BuildPinsOptions options) throws IOException {
    Instant asOf = instant(options.getAsOf());
    PinFiles files = new PinFiles(Warehouse.of(options));
    String staged = files.staged();
    try {
      pipeline(options, asOf, staged).run().waitUntilFinish();
      if (!PinFiles.exists(staged)) {
        throw new JobFailedException(
            "no pin vectors can be built: no user acted on two pins from %s until %s. Import or stream actions first."
                .formatted(options.getFrom() == null ? "the beginning" : options.getFrom(), asOf));
      }
      List<Pin> built = PinFiles.read(staged);
      PinVectors pins = PinVectors.of(PinVersion.of(asOf, built), built);
      PinChecks.check(pins);
      files.release(staged, pins.version());
      return pins;
    } finally {
      PinFiles.discard(staged);
    }
  }

  private static Pipeline pipeline(BuildPinsOptions options, Instant asOf, String file) {
    Pipeline pipeline = Pipeline.create(options);
    ReadActions actions = ReadActions.of(options).before(asOf);
    if (options.getFrom() != null) {
      actions = actions.from(day(options.getFrom()));
    }
    PCollection<Timeline> timelines =
        pipeline.apply("ReadActions", actions).apply("BuildTimelines", BuildTimelines.whole());
    PCollectionView<Map<String, PinEvidence>> evidence =
        timelines
            .apply("CountPins", new CountPins(PositiveActions.parse(options.getPositiveActions())))
            .apply("EvidenceByPin", View.asMap());
    timelines
        .apply("CountNeighbours", new CountNeighbours(options.getWindow()))
        .apply(
            "FactorisePins",
            new FactorisePins(evidence, configuration(options), options.getMinimumActions(), file));
    return pipeline;
  }

  private static FactorisationConfig configuration(BuildPinsOptions options) {
    return new FactorisationConfig(
        options.getDimension(),
        options.getContextSmoothing(),
        options.getShift(),
        options.getSingularValuePower(),
        options.getSeed());
  }

  private static Instant instant(String asOf) {
    try {
      return Instant.parse(asOf);
    } catch (DateTimeException e) {
      throw new JobFailedException(
          "--asOf is \"" + asOf + "\": give an instant such as 2024-01-31T00:00:00Z", e);
    }
  }

  private static LocalDate day(String from) {
    try {
      return LocalDate.parse(from);
    } catch (DateTimeException e) {
      throw new JobFailedException("--from is \"" + from + "\": give a day such as 2024-01-01", e);
    }
  }
}
