package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.sequences.ReadSequences;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
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
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The pipelines of one run: the users' sequences to embeddings in files, with all that the gate
 * wants to know; and, if it lets them pass, from the files to HBase.
 */
final class EmbeddingRun {
  /** Bounds what the gate reads of HBase and keeps in memory, however many users there are. */
  private static final int DRIFT_USERS = 20_000;

  private static final int HELD_OUT_USERS = 1_000;

  private static final String STAGED = "embeddings";
  private static final String HISTORIES = "histories";
  private static final String SELECTED = "selected";
  private static final String CHECKS = "checks";
  private static final String DRIFT = "drift";
  private static final String HELD_OUT = "held-out";

  private final EmbedUsersOptions options;
  private final EmbedTimelines.Model model;
  private final String version;
  private final Instant asOf;
  private final ScratchFolder scratch;

  /**
   * @param version of the model
   * @param scratch where the files are until they are in HBase
   */
  EmbeddingRun(
      EmbedUsersOptions options,
      EmbedTimelines.Model model,
      String version,
      Instant asOf,
      ScratchFolder scratch) {
    this.options = requireNonNull(options, "options is null");
    this.model = requireNonNull(model, "model is null");
    this.version = requireNonNull(version, "version is null");
    this.asOf = requireNonNull(asOf, "asOf is null");
    this.scratch = requireNonNull(scratch, "scratch is null");
  }

  /**
   * Computes the embeddings of a snapshot's users into files.
   *
   * @param published whose vectors the new ones are compared with, if it is the same model's
   */
  void compute(Snapshot snapshot, EmbedPlan plan, Optional<Release> published) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<UserEmbedding> embeddings =
        embed(sequences(pipeline, snapshot, plan), HELD_OUT_USERS);
    published
        .filter(release -> release.version().equals(version))
        .ifPresent(release -> measureDrift(embeddings, release, snapshot, plan));
    pipeline.run().waitUntilFinish();
  }

  /**
   * Timelines to embeddings in files, with what is to be checked of them beside.
   *
   * @param heldOut users whose last day is held out, at most, over all workers
   */
  PCollection<UserEmbedding> embed(PCollection<Timeline> timelines, int heldOut) {
    int workers = Math.max(1, options.as(FlinkPipelineOptions.class).getParallelism());
    PCollectionTuple outputs =
        timelines.apply(
            "Embed",
            ParDo.of(
                    new EmbedTimelines(
                        model,
                        asOf,
                        (heldOut + workers - 1) / workers,
                        PositiveActions.parse(options.getPositiveActions())))
                .withOutputTags(
                    EmbedTimelines.EMBEDDED,
                    TupleTagList.of(EmbedTimelines.HELD_OUT).and(EmbedTimelines.COUNTED)));
    PCollection<UserEmbedding> embeddings =
        outputs.get(EmbedTimelines.EMBEDDED).setCoder(new UserEmbeddingCoder());
    embeddings
        .apply("Stage", ParDo.of(new StageEmbeddings(scratch.path(STAGED))))
        .setCoder(SerializableCoder.of(EmbeddingChecks.class))
        .apply("AllChecks", Combine.globally(EmbeddingChecks::sum))
        .apply(
            "ChecksToText",
            MapElements.into(TypeDescriptors.strings()).via(EmbeddingChecks::toJson))
        .apply("ReportChecks", ParDo.of(new ScratchFolder.WriteText(scratch.path(CHECKS))));
    outputs
        .get(EmbedTimelines.COUNTED)
        .setCoder(VarLongCoder.of())
        .apply("Selected", Sum.longsGlobally())
        .apply(
            "SelectedToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("ReportSelected", ParDo.of(new ScratchFolder.WriteText(scratch.path(SELECTED))));
    outputs
        .get(EmbedTimelines.HELD_OUT)
        .setCoder(SerializableCoder.of(HeldOutUser.class))
        .apply("OneKey", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(HeldOutUser.class)))
        .apply("AllHeldOut", GroupByKey.create())
        .apply("HeldOutUsers", Values.create())
        .apply(
            "HeldOutToText", MapElements.into(TypeDescriptors.strings()).via(HeldOutUsers::toJson))
        .apply("ReportHeldOut", ParDo.of(new ScratchFolder.WriteText(scratch.path(HELD_OUT))));
    return embeddings;
  }

  private void measureDrift(
      PCollection<UserEmbedding> embeddings, Release published, Snapshot snapshot, EmbedPlan plan) {
    long users = plan.since().isPresent() ? snapshot.changed() : snapshot.users();
    embeddings
        .apply(
            "MeasureDrift",
            ParDo.of(
                new MeasureDrift(
                    options.getHbase(),
                    version,
                    published.asOf(),
                    UserSample.of(users, DRIFT_USERS))))
        .setCoder(SerializableCoder.of(Drift.class))
        .apply("AllDrift", Combine.globally(Drift::sum))
        .apply("DriftToText", MapElements.into(TypeDescriptors.strings()).via(Drift::toJson))
        .apply("ReportDrift", ParDo.of(new ScratchFolder.WriteText(scratch.path(DRIFT))));
  }

  /** How many users were to be computed. */
  long selected() throws IOException {
    return Long.parseLong(scratch.read(SELECTED).orElse("0"));
  }

  EmbeddingChecks checks() throws IOException {
    return scratch.read(CHECKS).map(EmbeddingChecks::fromJson).orElse(EmbeddingChecks.none());
  }

  /** Empty if nothing was compared. */
  Optional<Drift> drift() throws IOException {
    return scratch.read(DRIFT).map(Drift::fromJson);
  }

  List<HeldOutUser> heldOut() throws IOException {
    return scratch.read(HELD_OUT).map(HeldOutUsers::fromJson).orElse(List.of());
  }

  /**
   * Writes the files to HBase.
   *
   * @throws JobFailedException if not all rows were written
   */
  void write(long rows) throws IOException {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Staged", Create.of(scratch.files(STAGED)).withCoder(StringUtf8Coder.of()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply(
            "Write",
            ParDo.of(new WriteEmbeddings(options.getHbase(), version, options.getStorage())))
        .apply("Written", Sum.longsGlobally())
        .apply(
            "ToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path("written"))));
    pipeline.run().waitUntilFinish();
    long written = Long.parseLong(scratch.read("written").orElse("0"));
    if (written != rows) {
      throw new JobFailedException(
          "%,d of %,d embeddings were written to HBase: nothing was published, the old release stays; run it again"
              .formatted(written, rows));
    }
  }

  /**
   * Writes what the embeddings were computed from to HBase. It is read only together with the
   * embeddings of the same as-of, so it may be there before they are published.
   *
   * @param longest how many actions of a user the model looks at
   * @throws JobFailedException if not all users' were written
   */
  void writeHistories(Snapshot snapshot, EmbedPlan plan, int longest) throws IOException {
    Pipeline pipeline = Pipeline.create(options);
    sequences(pipeline, snapshot, plan)
        .apply("WriteHistories", ParDo.of(new WriteHistories(options.getHbase(), asOf, longest)))
        .apply("Written", Sum.longsGlobally())
        .apply(
            "ToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path(HISTORIES))));
    pipeline.run().waitUntilFinish();
    long written = Long.parseLong(scratch.read(HISTORIES).orElse("0"));
    if (written != selected()) {
      throw new JobFailedException(
          "the histories of %,d of %,d users were written to HBase: nothing was published, the old release stays; run it again"
              .formatted(written, selected()));
    }
  }

  private static PCollection<Timeline> sequences(
      Pipeline pipeline, Snapshot snapshot, EmbedPlan plan) {
    ReadSequences sequences = ReadSequences.of(snapshot);
    if (plan.since().isPresent()) {
      sequences = sequences.activeSince(plan.since().get());
    }
    return pipeline.apply("ReadSequences", sequences);
  }
}
