package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.store.Release;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which users a run computes: those whose newest action is at or after an instant, or all.
 *
 * <p>A vector depends on a user's actions only, so whoever has none that the published release had
 * not seen keeps the vector that they have. A day of the log that changed after that release sends
 * the instant back to that day's beginning: whoever got an action then has one since.
 *
 * @param since computes users with an action at or after it; empty for all users
 * @param reason why, in words
 */
public record EmbedPlan(Optional<Instant> since, String reason) {
  public EmbedPlan {
    requireNonNull(since, "since is null");
    requireNonNull(reason, "reason is null");
  }

  /**
   * @param version of the model that computes
   * @param published the release that is served
   * @param seen the days of the log that it saw, if that is known
   * @param now the days of the log as they are now
   */
  public static EmbedPlan of(
      Instant asOf,
      String version,
      Optional<Release> published,
      Optional<LogDays> seen,
      LogDays now) {
    if (published.isEmpty()) {
      return all("nothing is published yet");
    }
    Release before = published.get();
    if (!before.version().equals(version)) {
      return all("what is published is of " + before.version());
    }
    if (before.asOf().isAfter(asOf)) {
      return all("what is published, %s, is newer".formatted(before.id()));
    }
    if (seen.isEmpty()) {
      return all("nothing tells which actions %s has seen".formatted(before.id()));
    }
    LocalDate end = LocalDate.ofInstant(before.asOf(), ZoneOffset.UTC);
    Optional<LocalDate> changed = seen.get().firstDifference(now.before(end));
    return changed
        .map(
            day ->
                new EmbedPlan(
                    Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant()),
                    "the log's day %s has changed since %s".formatted(day, before.id())))
        .orElseGet(
            () ->
                new EmbedPlan(
                    Optional.of(before.asOf()), before.id() + " has seen everything before"));
  }

  public static EmbedPlan all(String reason) {
    return new EmbedPlan(Optional.empty(), reason);
  }

  /** Whether the published release has everything already. */
  public boolean isDone(Instant asOf) {
    return since.isPresent() && !since.get().isBefore(asOf);
  }

  /** About how many users that are. */
  public long users(Snapshot snapshot) {
    return since.isPresent() ? snapshot.changed() : snapshot.users();
  }

  /** In words, for people and for the release's checks. */
  public String computed() {
    return since.map(instant -> "users active since " + instant).orElse("all users");
  }
}
