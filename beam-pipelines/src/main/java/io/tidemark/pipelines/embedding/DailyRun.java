package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.sequences.UserSequences;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Release;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every daily run over the users begins with: the day it ends, the snapshot up to it, and whom
 * it computes.
 */
public final class DailyRun {
  private final DailyRunOptions options;
  private final Instant asOf;

  /**
   * @throws JobFailedException if the as-of is not the end of a UTC day
   */
  public DailyRun(DailyRunOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.asOf = dayEnd(options.getAsOf());
  }

  /** The end of the last day that is included. */
  public Instant asOf() {
    return asOf;
  }

  /**
   * What is published, if the run is to leave it as it is because it is newer: what it has seen
   * holds this day, too; changes to the day are the next new day's business.
   */
  public Optional<Release> newer(Optional<Release> published) {
    Optional<Release> newer =
        published.filter(release -> options.getKeepNewer() && release.asOf().isAfter(asOf));
    newer.ifPresent(
        release ->
            System.out.printf(
                "users     nothing to do: %s is published and newer%n", release.id()));
    return newer;
  }

  /** Merges what the log has up to the as-of into the snapshot, and tells of it. */
  public Snapshot snapshot(UserSequences sequences) throws IOException {
    Instant started = Instant.now();
    Snapshot snapshot = sequences.upTo(LocalDate.ofInstant(asOf, ZoneOffset.UTC).minusDays(1));
    System.out.printf(
        "sequences %,d users up to %s, %,d of them merged into %s (%s), %.1f s%n",
        snapshot.users(),
        snapshot.day(),
        snapshot.changed(),
        snapshot.madeFrom(),
        snapshot.reason(),
        secondsSince(started));
    return snapshot;
  }

  /**
   * Whom to compute.
   *
   * @param version of what computes
   */
  public EmbedPlan plan(String version, Optional<Release> published, UserSequences sequences)
      throws IOException {
    if (options.getFull()) {
      return EmbedPlan.all("--full");
    }
    Optional<String> seen = published.map(release -> release.checks().get(PublishRun.SEQUENCES));
    Optional<LogDays> log =
        seen.isPresent() ? sequences.record(seen.get()).map(Snapshot::log) : Optional.empty();
    EmbedPlan plan =
        EmbedPlan.of(asOf, version, published, log, LogDays.list(Warehouse.of(options)));
    if (plan.isDone(asOf)) {
      System.out.printf("users     nothing to do: %s%n", plan.reason());
    }
    return plan;
  }

  /** How many users the published release saw, if it tells. */
  public static OptionalLong usersOf(Optional<Release> published) {
    String users = published.map(release -> release.checks().get(PublishRun.USERS)).orElse("");
    return users.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(users));
  }

  /** The beginning of the last day, which is held out to measure recall. */
  public Instant lastDay() {
    return asOf.minus(1, ChronoUnit.DAYS);
  }

  /** As of when a published release is compared: before the last day. */
  public Instant comparedAt(Release published) {
    return published.asOf().isBefore(lastDay()) ? published.asOf() : lastDay();
  }

  /** Seconds by the clock. */
  static double secondsSince(Instant started) {
    return ChronoUnit.MILLIS.between(started, Instant.now()) / 1000.0;
  }

  /**
   * Reads the end of a UTC day.
   *
   * @throws JobFailedException if it is none
   */
  static Instant dayEnd(String asOf) {
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
