package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.sequences.ReadSequences;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Release;
import io.tidemark.store.VectorType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The parts that the pipelines of every daily run have: rows into files, beside them all that the
 * gate wants to know; and, if it lets them pass, from the files to HBase.
 *
 * @param <T> the row
 */
public final class RowRun<T> {
  /** Users whose last day is held out, over all workers. */
  public static final int HELD_OUT_USERS = 1_000;

  /** Users with a known last day: what was made of them a day earlier. */
  public static final TupleTag<HeldOutUser> HELD_OUT = new TupleTag<>("held-out");

  /** What is to be checked of the rows, in parts. */
  public static final TupleTag<RowChecks> CHECKS = new TupleTag<>("checks");

  /** How many timelines came in, in parts. */
  public static final TupleTag<Long> COUNTED = new TupleTag<>("counted");

  /** Bounds what the gate reads of HBase and keeps in memory, however many users there are. */
  private static final int DRIFT_USERS = 20_000;

  private static final String STAGED = "rows";
  private static final String SELECTED = "selected";
  private static final String CHECKS_FILE = "checks";
  private static final String DRIFT = "drift";
  private static final String HELD_OUT_FILE = "held-out";
  private static final String WRITTEN = "written";

  private final UserRows<T> kind;
  private final PipelineOptions options;
  private final ScratchFolder scratch;

  /**
   * @param scratch where the files are until they are in HBase
   */
  public RowRun(UserRows<T> kind, PipelineOptions options, ScratchFolder scratch) {
    this.kind = requireNonNull(kind, "kind is null");
    this.options = requireNonNull(options, "options is null");
    this.scratch = requireNonNull(scratch, "scratch is null");
  }

  /** The sequences of the users that a plan computes. */
  public static PCollection<Timeline> sequences(
      Pipeline pipeline, Snapshot snapshot, EmbedPlan plan) {
    ReadSequences sequences = ReadSequences.of(snapshot);
    if (plan.since().isPresent()) {
      sequences = sequences.activeSince(plan.since().get());
    }
    return pipeline.apply("ReadSequences", sequences);
  }

  /**
   * Where workers leave their rows.
   *
   * @param published the release that some of them are compared with, of the same version; empty if
   *     there is none
   * @param users about how many rows there are
   */
  public RowStage<T> stage(Optional<Release> published, long users) {
    return new RowStage<>(
        kind,
        scratch.path(STAGED),
        published.map(release -> UserSample.of(users, DRIFT_USERS)).orElse(UserSample.NONE));
  }

  /**
   * Reports what is to be checked of the rows.
   *
   * @param computed with {@link #CHECKS}, {@link #HELD_OUT} and {@link #COUNTED}
   * @param compared tag of the rows that are compared
   * @return those
   */
  public PCollection<T> report(PCollectionTuple computed, TupleTag<T> compared) {
    computed
        .get(CHECKS)
        .setCoder(SerializableCoder.of(RowChecks.class))
        .apply("AllChecks", Combine.globally(RowChecks::sum))
        .apply("ChecksToText", MapElements.into(TypeDescriptors.strings()).via(RowChecks::toJson))
        .apply("ReportChecks", ParDo.of(new ScratchFolder.WriteText(scratch.path(CHECKS_FILE))));
    reportSum("Selected", computed.get(COUNTED).setCoder(VarLongCoder.of()), SELECTED);
    computed
        .get(HELD_OUT)
        .setCoder(SerializableCoder.of(HeldOutUser.class))
        .apply("OneKey", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(HeldOutUser.class)))
        .apply("AllHeldOut", GroupByKey.create())
        .apply("HeldOutUsers", Values.create())
        .apply(
            "HeldOutToText", MapElements.into(TypeDescriptors.strings()).via(HeldOutUsers::toJson))
        .apply("ReportHeldOut", ParDo.of(new ScratchFolder.WriteText(scratch.path(HELD_OUT_FILE))));
    return computed.get(compared).setCoder(new UserRowCoder<>(kind));
  }

  /**
   * Compares rows with those of a release of the same version.
   *
   * @param compared those that are
   */
  public void measureDrift(PCollection<T> compared, String hbase, Release published) {
    compared
        .apply(
            "MeasureDrift",
            ParDo.of(new MeasureDrift<>(kind, hbase, published.version(), published.asOf())))
        .setCoder(SerializableCoder.of(Drift.class))
        .apply("AllDrift", Combine.globally(Drift::sum))
        .apply("DriftToText", MapElements.into(TypeDescriptors.strings()).via(Drift::toJson))
        .apply("ReportDrift", ParDo.of(new ScratchFolder.WriteText(scratch.path(DRIFT))));
  }

  /** Adds numbers up, and reports their sum. */
  void reportSum(String name, PCollection<Long> counts, String file) {
    counts
        .apply(name, Sum.longsGlobally())
        .apply(
            name + "ToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("Report" + name, ParDo.of(new ScratchFolder.WriteText(scratch.path(file))));
  }

  /** A sum that was reported; 0 if nothing was added up. */
  long sum(String file) throws IOException {
    return Long.parseLong(scratch.read(file).orElse("0"));
  }

  /** How many users were to be computed. */
  public long selected() throws IOException {
    return sum(SELECTED);
  }

  /** What was counted of the rows. */
  public RowChecks checks() throws IOException {
    return scratch.read(CHECKS_FILE).map(RowChecks::fromJson).orElse(RowChecks.none());
  }

  /** Empty if nothing was compared. */
  public Optional<Drift> drift() throws IOException {
    return scratch.read(DRIFT).map(Drift::fromJson).filter(drift -> !drift.values().isEmpty());
  }

  /** Users whose last day was held out. */
  public List<HeldOutUser> heldOut() throws IOException {
    return scratch.read(HELD_OUT_FILE).map(HeldOutUsers::fromJson).orElse(List.of());
  }

  /**
   * Writes the files to HBase.
   *
   * @param version of the release
   * @throws JobFailedException if not all rows were written
   */
  public void write(String hbase, String version, VectorType storage, long rows)
      throws IOException {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Long> counts =
        pipeline
            .apply("Staged", Create.of(scratch.files(STAGED)).withCoder(StringUtf8Coder.of()))
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply("Write", ParDo.of(new WriteRows<>(kind, hbase, version, storage)));
    reportSum("Written", counts, WRITTEN);
    pipeline.run().waitUntilFinish();
    long written = sum(WRITTEN);
    if (written != rows) {
      throw new JobFailedException(
          "%,d of %,d %s were written to HBase: nothing was published, the old release stays; run it again"
              .formatted(written, rows, kind.words().rows()));
    }
  }
}
