package io.tidemark.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.Ranking;
import io.tidemark.infra.client.TidemarkClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One user, ranked before and right after one live action.
 *
 * @param action the live action
 * @param before the ranking before it
 * @param after the first ranking whose live side holds it
 * @param askedAt when the ranking before it was answered
 * @param visibleAfter from sending the action to having that ranking
 * @param answeredAt when that ranking was answered
 */
public record FreshnessStory(
    Event action,
    Ranking before,
    Ranking after,
    Instant askedAt,
    Duration visibleAfter,
    Instant answeredAt) {
  private static final int TOP = 10;
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);

  /**
   * Ranks, acts, and ranks until the answer holds the action. Only whole answers count: one that
   * could not read something in time, as the first after a start, or that has not yet what the user
   * did before, would make any move look large.
   *
   * @param acted when the user acted last before; {@link Instant#MIN} if never
   * @throws IllegalStateException if there is no such answer within half a minute
   */
  public static FreshnessStory tell(
      TidemarkClient client, String userId, Event action, Instant acted, List<String> candidates) {
    Ranking before =
        rankUntil(
            client,
            userId,
            candidates,
            ranking ->
                ranking.isWhole() && !ranking.lastLiveAction().orElse(Instant.MIN).isBefore(acted));
    Instant askedAt = Instant.now();
    long sentAt = System.nanoTime();
    Event now = action.at("demo-" + System.currentTimeMillis(), System.currentTimeMillis());
    client.post(List.of(now)).join();
    Instant occurredAt = Instant.ofEpochMilli(now.occurredAt());
    Ranking after =
        rankUntil(
            client,
            userId,
            candidates,
            ranking ->
                ranking.isWhole() && ranking.lastLiveAction().equals(Optional.of(occurredAt)));
    Duration visibleAfter = Duration.ofNanos(System.nanoTime() - sentAt);
    return new FreshnessStory(now, before, after, askedAt, visibleAfter, Instant.now());
  }

  private static Ranking rankUntil(
      TidemarkClient client, String userId, List<String> candidates, Predicate<Ranking> fits) {
    long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
    while (true) {
      Ranking ranking = client.rank(userId, candidates, candidates.size()).join();
      if (fits.test(ranking)) {
        return ranking;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "after %s the ranking of user %s is still ranked by %s, degraded: %s; see ./tidemark status"
                .formatted(
                    GIVE_UP_AFTER,
                    userId,
                    ranking.body().path("ranked_by").asText(),
                    ranking.body().path("degraded")));
      }
    }
  }

  /** How many of the first ten places hold another pin than before. */
  public long moved() {
    List<String> was = before.pins();
    List<String> is = after.pins();
    long moved = 0;
    for (int place = 0; place < Math.min(TOP, is.size()); place++) {
      moved += is.get(place).equals(was.get(place)) ? 0 : 1;
    }
    return moved;
  }

  /** The story as a terminal shows it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("User %s, %d candidates.".formatted(action.userId(), before.pins().size()));
    lines.add("");
    lines.add("  BATCH TIDE  " + batch());
    lines.add("  LIVE TIDE   before: " + live(before, askedAt));
    lines.add("              after:  " + live(after, answeredAt));
    lines.add("  GAP         " + gap());
    lines.add("");
    lines.add(
        "  One live action: %s pin %s. In the ranking %d ms after it was sent."
            .formatted(
                action.actionType().toUpperCase(Locale.ROOT),
                action.pinId(),
                visibleAfter.toMillis()));
    lines.add("");
    lines.add("  place  pin         before  after one action");
    List<String> was = before.pins();
    for (int place = 0; place < Math.min(TOP, after.pins().size()); place++) {
      String pin = after.pins().get(place);
      int placeBefore = was.indexOf(pin);
      lines.add(
          "  %5d  %-10s  %6d  %s"
              .formatted(place + 1, pin, placeBefore + 1, move(placeBefore - place)));
    }
    lines.add("");
    lines.add("  %d of the top %d moved.".formatted(moved(), TOP));
    return lines;
  }

  private String batch() {
    JsonNode batch = after.batch();
    return batch.path("as_of").isTextual()
        ? "as of %s, %.1f days old (%s)"
            .formatted(
                batch.path("as_of").asText(),
                batch.path("age_seconds").asDouble() / Duration.ofDays(1).toSeconds(),
                batch.path("status").asText())
        : "unknown (%s)".formatted(batch.path("status").asText());
  }

  private static String live(Ranking ranking, Instant now) {
    JsonNode live = ranking.live();
    return ranking
        .lastLiveAction()
        .map(
            last ->
                "%d actions, the newest %s old, pipeline lag %s ms (%s)"
                    .formatted(
                        live.path("actions").asInt(),
                        age(Duration.between(last, now)),
                        live.path("pipeline_lag_ms").asText(),
                        live.path("status").asText()))
        .orElseGet(() -> "no actions (%s)".formatted(live.path("status").asText()));
  }

  private String gap() {
    JsonNode gap = after.gap();
    return "the live side holds %s actions that the batch embedding has not, up to %.1f days later"
        .formatted(
            gap.path("actions").asText(),
            gap.path("seconds").asDouble() / Duration.ofDays(1).toSeconds());
  }

  private static String age(Duration age) {
    if (age.compareTo(Duration.ofSeconds(1)) < 0) {
      return age.toMillis() + " ms";
    }
    return age.compareTo(Duration.ofHours(1)) < 0
        ? age.toSeconds() + " s"
        : "%.1f h".formatted(age.toMinutes() / 60.0);
  }

  private static String move(int up) {
    if (up == 0) {
      return "=";
    }
    return up > 0 ? "up " + up : "down " + -up;
  }
}
