package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.embedding.Drift;
import io.tidemark.pipelines.embedding.EmbedPlan;
import io.tidemark.pipelines.embedding.UserSample;
import io.tidemark.pipelines.sequences.ReadSequences;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import io.tidemark.store.VectorType;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The pipelines of one run: the users' sequences to profiles in files, with all that the gate wants
 * to know; and, if it lets them pass, from the files to HBase.
 */
final class InterestRun {
  /** Bounds what the gate reads of HBase, however many users there are. */
  private static final int DRIFT_USERS = 20_000;

  private static final String STAGED = "profiles";
  private static final String SELECTED = "selected";
  private static final String CHECKS = "checks";
  private static final String DRIFT = "drift";
  private static final String WRITTEN = "written";

  private final PipelineOptions options;
  private final ClusterTimelines cluster;
  private final ScratchFolder scratch;

  /**
   * @param scratch where the files are until they are in HBase
   */
  InterestRun(PipelineOptions options, ClusterTimelines cluster, ScratchFolder scratch) {
    this.options = requireNonNull(options, "options is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.scratch = requireNonNull(scratch, "scratch is null");
  }

  /**
   * Clusters a snapshot's users into files.
   *
   * @param published whose interests the new ones are compared with; empty if that is of another
   *     version
   */
  void compute(Snapshot snapshot, EmbedPlan plan, String hbase, Optional<Release> published) {
    ReadSequences sequences = ReadSequences.of(snapshot);
    if (plan.since().isPresent()) {
      sequences = sequences.activeSince(plan.since().get());
    }
    Pipeline pipeline = Pipeline.create(options);
    PCollection<InterestProfile> profiles = cluster(pipeline.apply("ReadSequences", sequences));
    long users = plan.since().isPresent() ? snapshot.changed() : snapshot.users();
    published.ifPresent(
        release ->
            profiles
                .apply(
                    "MeasureDrift",
                    ParDo.of(
                        new MeasureInterestDrift(
                            hbase,
                            release.version(),
                            release.asOf(),
                            UserSample.of(users, DRIFT_USERS))))
                .setCoder(SerializableCoder.of(Drift.class))
                .apply("AllDrift", Combine.globally(Drift::sum))
                .apply(
                    "DriftToText", MapElements.into(TypeDescriptors.strings()).via(Drift::toJson))
                .apply("ReportDrift", ParDo.of(new ScratchFolder.WriteText(scratch.path(DRIFT)))));
    pipeline.run().waitUntilFinish();
  }

  /** Timelines to profiles in files, with what is to be checked of them beside. */
  PCollection<InterestProfile> cluster(PCollection<Timeline> timelines) {
    timelines
        .apply("Selected", Count.globally())
        .apply(
            "SelectedToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("ReportSelected", ParDo.of(new ScratchFolder.WriteText(scratch.path(SELECTED))));
    PCollection<InterestProfile> profiles =
        timelines.apply("Cluster", ParDo.of(cluster)).setCoder(new InterestProfileCoder());
    profiles
        .apply("Stage", ParDo.of(new StageProfiles(scratch.path(STAGED))))
        .setCoder(SerializableCoder.of(ProfileChecks.class))
        .apply("AllChecks", Combine.globally(ProfileChecks::sum))
        .apply(
            "ChecksToText", MapElements.into(TypeDescriptors.strings()).via(ProfileChecks::toJson))
        .apply("ReportChecks", ParDo.of(new ScratchFolder.WriteText(scratch.path(CHECKS))));
    return profiles;
  }

  /** How many users were to be computed. */
  long selected() throws IOException {
    return Long.parseLong(scratch.read(SELECTED).orElse("0"));
  }

  ProfileChecks checks() throws IOException {
    return scratch.read(CHECKS).map(ProfileChecks::fromJson).orElse(ProfileChecks.none());
  }

  /** Empty if nothing was compared. */
  Optional<Drift> drift() throws IOException {
    return scratch.read(DRIFT).map(Drift::fromJson).filter(drift -> !drift.values().isEmpty());
  }

  /**
   * Writes the files to HBase.
   *
   * @throws JobFailedException if not all rows were written
   */
  void write(String hbase, String version, VectorType storage, long rows) throws IOException {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Staged", Create.of(scratch.files(STAGED)).withCoder(StringUtf8Coder.of()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Write", ParDo.of(new WriteProfiles(hbase, version, storage)))
        .apply("Written", Sum.longsGlobally())
        .apply(
            "ToText",
            MapElements.into(TypeDescriptors.strings()).via(count -> Long.toString(count)))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path(WRITTEN))));
    pipeline.run().waitUntilFinish();
    long written = Long.parseLong(scratch.read(WRITTEN).orElse("0"));
    if (written != rows) {
      throw new JobFailedException(
          "%,d of %,d profiles were written to HBase: nothing was published, the old release stays; run it again"
              .formatted(written, rows));
    }
  }
}
