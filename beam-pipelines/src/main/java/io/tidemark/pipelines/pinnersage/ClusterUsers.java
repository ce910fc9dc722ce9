package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.embedding.EmbedPlan;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.sequences.UserSequences;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

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
  private final ClusterUsersOptions options;
  private final Instant asOf;
  private final InterestGate gate;
  private final InterestSettings settings;

  private ClusterUsers(ClusterUsersOptions options) {
    this.options = options;
    this.asOf = dayEnd(options.getAsOf());
    this.gate = InterestGate.of(options);
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
      if (options.getKeepNewer()
          && published.filter(release -> release.asOf().isAfter(asOf)).isPresent()) {
        System.out.printf(
            "users     nothing to do: %s is published and newer%n", published.get().id());
        return published.get();
      }
      UserSequences sequences = UserSequences.of(options, 1);
      Snapshot snapshot = sequences.upTo(LocalDate.ofInstant(asOf, ZoneOffset.UTC).minusDays(1));
      System.out.printf(
          "sequences %,d users up to %s, %,d of them merged into %s (%s)%n",
          snapshot.users(),
          snapshot.day(),
          snapshot.changed(),
          snapshot.madeFrom(),
          snapshot.reason());
      EmbedPlan plan = plan(version, published, sequences);
      if (plan.isDone(asOf)) {
        System.out.printf("users     nothing to do: %s%n", plan.reason());
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
    ClusterTimelines cluster =
        new ClusterTimelines(new PinSource.Released(warehouse, pins), settings, asOf);
    try (ScratchFolder scratch = ScratchFolder.in(warehouse)) {
      Instant started = Instant.now();
      InterestRun run = new InterestRun(options, cluster, scratch);
      run.compute(
          snapshot,
          plan,
          options.getHbase(),
          published.filter(release -> release.version().equals(version)));
      ProfileChecks profiles = run.checks();
      double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
      System.out.printf(
          "computed  %,d profiles of %s (%s) by %s, %.1f s, %.0f users/s%n",
          profiles.rows(),
          plan.computed(),
          plan.reason(),
          version,
          seconds,
          profiles.rows() / seconds);
      InterestGate.Verdict verdict =
          gate.judge(
              new InterestGate.Report(
                  run.selected(), snapshot.users(), usersOf(published), profiles, run.drift()));
      Map<String, String> checks = new TreeMap<>(verdict.checks());
      checks.put(PublishInterests.SEQUENCES, snapshot.name());
      checks.put("computed", plan.computed());
      checks.put("storage", options.getStorage().name());
      checks.putAll(settings.checks());
      System.out.printf("gate      %s%n", checks);
      PublishInterests publish = new PublishInterests(connection, version, pins, asOf);
      if (!verdict.failures().isEmpty()) {
        throw publish.refuse(profiles.rows(), checks, verdict.failures());
      }
      run.write(options.getHbase(), version, options.getStorage(), profiles.rows());
      Release release = publish.publish(profiles, checks, options.getPublish());
      System.out.printf(
          "release   %s as of %s%s%n",
          release.id(), release.asOf(), options.getPublish() ? ", published" : ", not published");
      return release;
    }
  }

  private EmbedPlan plan(String version, Optional<Release> published, UserSequences sequences)
      throws IOException {
    if (options.getFull()) {
      return EmbedPlan.all("--full");
    }
    Optional<String> seen =
        published.map(release -> release.checks().get(PublishInterests.SEQUENCES));
    Optional<LogDays> log =
        seen.isPresent() ? sequences.record(seen.get()).map(Snapshot::log) : Optional.empty();
    return EmbedPlan.of(asOf, version, published, log, LogDays.list(Warehouse.of(options)));
  }

  private static OptionalLong usersOf(Optional<Release> published) {
    String users =
        published.map(release -> release.checks().get(PublishInterests.USERS)).orElse("");
    return users.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(users));
  }

  private static Instant dayEnd(String asOf) {
    try {
      Instant instant = Instant.parse(asOf);
      if (instant.equals(instant.truncatedTo(ChronoUnit.DAYS))) {
        return instant;
      }
    } catch (DateTimeException wrong) {
      throw refusedAsOf(asOf);
    }
    throw refusedAsOf(asOf);
  }

  private static JobFailedException refusedAsOf(String asOf) {
    return new JobFailedException(
        "--asOf is \"%s\": give the end of a UTC day, such as 2024-01-31T00:00:00Z"
            .formatted(asOf));
  }
}
