package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.DailyRun;
import io.tidemark.pipelines.embedding.EmbedPlan;
import io.tidemark.pipelines.embedding.Gate;
import io.tidemark.pipelines.embedding.HeldOutUser;
import io.tidemark.pipelines.embedding.PublishRun;
import io.tidemark.pipelines.embedding.RecallComparison;
import io.tidemark.pipelines.embedding.RowChecks;
import io.tidemark.pipelines.embedding.RowRun;
import io.tidemark.pipelines.embedding.RunReport;
import io.tidemark.pipelines.embedding.UserRows;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.sequences.UserSequences;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;

/**
 * PinnerSage's daily run. The day's actions are merged into the snapshot of {@code user_sequences};
 * users with an action since the published release are clustered anew, everyone else keeps the
 * interests they have; the gate judges the new profiles; those that pass are written to HBase and
 * published as a release of several vectors a user. Of what fails nothing is written, and the old
 * release stays.
 *
 * <pre>{@code
 * ClusterUsers --asOf=2022-04-22T00:00:00Z --warehouse=file:///data/warehouse \
 *     --hive=jdbc:hive2://127.0.0.1:10000/tidemark --hbase=localhost:16000
 * }</pre>
 */
public final class ClusterUsers {
  private static final UserRows<InterestProfile> PROFILES = new InterestRows();

  private final ClusterUsersOptions options;
  private final DailyRun day;
  private final Gate gate;
  private final InterestSettings settings;

  private ClusterUsers(ClusterUsersOptions options) {
    this.options = options;
    this.day = new DailyRun(options);
    Gate.requireRange("minimumInterestShare", options.getMinimumInterestShare(), 1);
    this.gate = Gate.of(options, PROFILES.words(), options.getMinimumInterestShare());
    try {
      this.settings =
          new InterestSettings(
              new PinnerSageConfig(
                  options.getAlpha(),
                  options.getLambda(),
                  Duration.ofDays(options.getLookbackDays()),
                  options.getMaxActions()),
              PositiveActions.parse(options.getPositiveActions()),
              options.getMaxInterests());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
  }

  public static void main(String[] args) {
    System.exit(Job.run(args, ClusterUsersOptions.class, ClusterUsers::cluster));
  }

  /**
   * Runs the whole job.
   *
   * @return the release: a new one, or the published one if it has everything already
   * @throws JobFailedException if a flag is wrong, or the gate does not let the run pass
   */
  static Release cluster(ClusterUsersOptions options) throws IOException {
    return new ClusterUsers(options).run();
  }

  private Release run() throws IOException {
    String pins = ReadPins.publishedRelease(options).version();
    String version = settings.version(pins);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Optional<Release> published = new Releases(connection).published(Release.PINNERSAGE);
      Optional<Release> newer = day.newer(published);
      if (newer.isPresent()) {
        return newer.get();
      }
      UserSequences sequences = UserSequences.of(options, 1);
      Snapshot snapshot = day.snapshot(sequences);
      EmbedPlan plan = day.plan(version, published, sequences);
      if (plan.isDone(day.asOf())) {
        return published.orElseThrow();
      }
      return run(connection, pins, version, snapshot, plan, published);
    }
  }

  private Release run(
      StoreConnection connection,
      String pins,
      String version,
      Snapshot snapshot,
      EmbedPlan plan,
      Optional<Release> published)
      throws IOException {
    Warehouse warehouse = Warehouse.of(options);
    PinSource source = new PinSource.Released(warehouse, pins);
    int workers = Math.max(1, options.as(FlinkPipelineOptions.class).getParallelism());
    Optional<Release> compared = published.filter(release -> release.version().equals(version));
    try (ScratchFolder scratch = ScratchFolder.in(warehouse)) {
      Instant started = Instant.now();
      RowRun<InterestProfile> rows = new RowRun<>(PROFILES, options, scratch);
      ClusterTimelines cluster =
          new ClusterTimelines(
              source,
              settings,
              day.asOf(),
              (RowRun.HELD_OUT_USERS + workers - 1) / workers,
              rows.stage(compared, plan.users(snapshot)));
      new InterestRun(options, cluster, rows).compute(snapshot, plan, options.getHbase(), compared);
      RowChecks profiles = rows.checks();
      double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
      System.out.printf(
          "computed  %,d profiles of %s (%s) by %s, %.1f s, %.0f users/s%n",
          profiles.rows(),
          plan.computed(),
          plan.reason(),
          version,
          seconds,
          profiles.rows() / seconds);
      List<HeldOutUser> heldOut = rows.heldOut();
      Gate.Verdict verdict =
          gate.judge(
              new RunReport(
                  rows.selected(),
                  snapshot.users(),
                  DailyRun.usersOf(published),
                  profiles,
                  rows.drift(),
                  published.map(release -> recall(connection, heldOut, release, source))));
      Map<String, String> checks = new TreeMap<>(verdict.checks());
      checks.put(PublishRun.SEQUENCES, snapshot.name());
      checks.put("computed", plan.computed());
      checks.put("storage", options.getStorage().name());
      checks.putAll(settings.checks());
      System.out.printf("gate      %s%n", checks);
      PublishRun<InterestProfile> publish =
          new PublishRun<>(
              connection,
              PROFILES,
              new PublishRun.Target(
                  Release.PINNERSAGE,
                  "ClusterUsers",
                  version,
                  day.asOf(),
                  Optional.empty(),
                  Map.of(Release.PINS, pins)));
      if (!verdict.failures().isEmpty()) {
        throw publish.refuse(profiles.rows(), checks, verdict.failures());
      }
      rows.write(options.getHbase(), version, options.getStorage(), profiles.rows());
      Release release = publish.publish(profiles, checks, options.getPublish());
      System.out.printf(
          "release   %s as of %s%s%n",
          release.id(), release.asOf(), options.getPublish() ? ", published" : ", not published");
      return release;
    }
  }

  /** Recall of the new make and of what is served, both as of the last day's beginning. */
  private RecallComparison recall(
      StoreConnection connection, List<HeldOutUser> heldOut, Release before, PinSource source) {
    Map<String, InterestProfile> served =
        PROFILES.read(
            connection,
            heldOut.stream().map(HeldOutUser::userId).toList(),
            before.version(),
            day.comparedAt(before));
    PinSource itsSource =
        new PinSource.Released(
            Warehouse.of(options), before.requires().getOrDefault(Release.PINS, ""));
    return InterestRecall.of(
        heldOut, served, PinSource.shared(source), PinSource.shared(itsSource));
  }
}
