package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

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
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/** The pipelines of one run: the users' sequences to embeddings, and what they were made of. */
final class EmbeddingRun {
  private static final String HISTORIES = "histories";

  private final EmbedUsersOptions options;
  private final EmbedTimelines.Model model;
  private final String version;
  private final Instant asOf;
  private final RowRun<UserEmbedding> rows;

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
    this.rows = new RowRun<>(new EmbeddingRows(), options, scratch);
  }

  /**
   * Computes the embeddings of a snapshot's users into files.
   *
   * @param published whose vectors the new ones are compared with, if it is the same model's
   */
  void compute(Snapshot snapshot, EmbedPlan plan, Optional<Release> published) {
    Pipeline pipeline = Pipeline.create(options);
    Optional<Release> compared = published.filter(release -> release.version().equals(version));
    PCollection<UserEmbedding> embeddings =
        embed(
            RowRun.sequences(pipeline, snapshot, plan),
            RowRun.HELD_OUT_USERS,
            rows.stage(compared, plan.users(snapshot)));
    compared.ifPresent(release -> rows.measureDrift(embeddings, options.getHbase(), release));
    pipeline.run().waitUntilFinish();
  }

  /** Timelines to embeddings in files, of which nothing is compared and nobody is held out. */
  void embed(PCollection<Timeline> timelines, long users) {
    embed(timelines, 0, rows.stage(Optional.empty(), users));
  }

  /** Those that are compared, of all that are put into files. */
  private PCollection<UserEmbedding> embed(
      PCollection<Timeline> timelines, int heldOut, RowStage<UserEmbedding> stage) {
    int workers = Math.max(1, options.as(FlinkPipelineOptions.class).getParallelism());
    PCollectionTuple outputs =
        timelines.apply(
            "Embed",
            ParDo.of(
                    new EmbedTimelines(
                        model,
                        asOf,
                        (heldOut + workers - 1) / workers,
                        PositiveActions.parse(options.getPositiveActions()),
                        stage))
                .withOutputTags(
                    EmbedTimelines.COMPARED,
                    TupleTagList.of(RowRun.CHECKS).and(RowRun.HELD_OUT).and(RowRun.COUNTED)));
    return rows.report(outputs, EmbedTimelines.COMPARED);
  }

  /** How many users were to be computed. */
  long selected() throws IOException {
    return rows.selected();
  }

  RowChecks checks() throws IOException {
    return rows.checks();
  }

  /** Empty if nothing was compared. */
  Optional<Drift> drift() throws IOException {
    return rows.drift();
  }

  List<HeldOutUser> heldOut() throws IOException {
    return rows.heldOut();
  }

  /**
   * Writes the files to HBase.
   *
   * @throws JobFailedException if not all rows were written
   */
  void write(long count) throws IOException {
    rows.write(options.getHbase(), version, options.getStorage(), count);
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
    rows.reportSum(
        "Written",
        RowRun.sequences(pipeline, snapshot, plan)
            .apply(
                "WriteHistories", ParDo.of(new WriteHistories(options.getHbase(), asOf, longest))),
        HISTORIES);
    pipeline.run().waitUntilFinish();
    long written = rows.sum(HISTORIES);
    if (written != selected()) {
      throw new JobFailedException(
          "the histories of %,d of %,d users were written to HBase: nothing was published, the old release stays; run it again"
              .formatted(written, selected()));
    }
  }
}
