package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.embedding.EmbedPlan;
import io.tidemark.pipelines.embedding.RowRun;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/** The pipeline of one run: the users' sequences to profiles in files. */
final class InterestRun {
  private final PipelineOptions options;
  private final ClusterTimelines cluster;
  private final RowRun<InterestProfile> rows;

  /**
   * @param rows where the profiles go
   */
  InterestRun(PipelineOptions options, ClusterTimelines cluster, RowRun<InterestProfile> rows) {
    this.options = requireNonNull(options, "options is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.rows = requireNonNull(rows, "rows is null");
  }

  /**
   * Clusters a snapshot's users into files.
   *
   * @param published whose interests some new ones are compared with, as the stage of the new ones
   *     has it; empty if that is of another version
   */
  void compute(Snapshot snapshot, EmbedPlan plan, String hbase, Optional<Release> published) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<InterestProfile> compared = cluster(RowRun.sequences(pipeline, snapshot, plan));
    published.ifPresent(release -> rows.measureDrift(compared, hbase, release));
    pipeline.run().waitUntilFinish();
  }

  /** Those that are compared, of all that are put into files. */
  PCollection<InterestProfile> cluster(PCollection<Timeline> timelines) {
    PCollectionTuple outputs =
        timelines.apply(
            "Cluster",
            ParDo.of(cluster)
                .withOutputTags(
                    ClusterTimelines.COMPARED,
                    TupleTagList.of(RowRun.CHECKS).and(RowRun.HELD_OUT).and(RowRun.COUNTED)));
    return rows.report(outputs, ClusterTimelines.COMPARED);
  }
}
