package io.tidemark.serving.drift;

import io.tidemark.serving.drift.RankingsView.Alone;
import io.tidemark.serving.drift.RankingsView.Place;
import io.tidemark.serving.drift.RankingsView.Status;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.freshness.BatchStatus;
import io.tidemark.serving.ranking.RankAnswer;
import io.tidemark.serving.ranking.RankProbe;
import io.tidemark.serving.ranking.RankedBy;
import io.tidemark.serving.ranking.RankedPin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Ranks a user by both sides and by each alone, and says how the three differ. */
public final class RankingsProbe {
  private final RankProbe rankings;

  /** Rankings are made by {@code rankings}. */
  public RankingsProbe(RankProbe rankings) {
    this.rankings = rankings;
  }

  /**
   * Ranks a user.
   *
   * @param candidates 1 or more pins
   * @param k how many of the first are shown and compared
   */
  RankingsView rank(String userId, List<String> candidates, int k) {
    if (candidates.isEmpty()) {
      return RankingsView.unknown(Status.NO_PINS);
    }
    RankAnswer answer;
    try {
      answer = rankings.explain(userId, candidates);
    } catch (RefusedException e) {
      return RankingsView.unknown(Status.OVERLOADED);
    }
    if (answer.rankedBy() == RankedBy.NOTHING) {
      return RankingsView.unknown(Status.NO_PINS);
    }
    if (answer.freshness().batch().status() == BatchStatus.UNKNOWN
        || answer.freshness().live().actions() == null) {
      return RankingsView.unknown(Status.UNREAD);
    }
    List<RankedPin> scored =
        answer.pins().stream()
            .filter(
                pin ->
                    pin.score() != null
                        && pin.explain().scoreBatchOnly() != null
                        && pin.explain().scoreLiveOnly() != null)
            .toList();
    return scored.isEmpty()
        ? RankingsView.unknown(Status.NO_RANKER)
        : compare(scored, Math.min(k, scored.size()));
  }

  /**
   * Compares the three rankings of pins that have all three scores.
   *
   * @param scored at least one
   * @param k 1 or more, no more than there are
   */
  static RankingsView compare(List<RankedPin> scored, int k) {
    List<RankedPin> both = ordered(scored, RankedPin::score);
    Map<String, Integer> places = new HashMap<>();
    both.forEach(pin -> places.put(pin.pinId(), places.size() + 1));
    return new RankingsView(
        Status.RANKED,
        scored.size(),
        k,
        first(both, RankedPin::score, places, k),
        alone(both, pin -> pin.explain().scoreBatchOnly(), places, k),
        alone(both, pin -> pin.explain().scoreLiveOnly(), places, k));
  }

  private static Alone alone(
      List<RankedPin> both, ToDoubleFunction<RankedPin> score, Map<String, Integer> places, int k) {
    List<RankedPin> alone = ordered(both, score);
    return new Alone(
        first(alone, score, places, k),
        RankBiasedOverlap.of(ids(both), ids(alone)),
        RankBiasedOverlap.churn(ids(both), ids(alone), k));
  }

  /** As rankings are: best first, ties in the order of pin ids. */
  private static List<RankedPin> ordered(List<RankedPin> pins, ToDoubleFunction<RankedPin> score) {
    return pins.stream()
        .sorted(Comparator.comparingDouble(score).reversed().thenComparing(RankedPin::pinId))
        .toList();
  }

  private static List<Place> first(
      List<RankedPin> pins, ToDoubleFunction<RankedPin> score, Map<String, Integer> places, int k) {
    return pins.stream()
        .limit(k)
        .map(
            pin ->
                new Place(pin.pinId(), (float) score.applyAsDouble(pin), places.get(pin.pinId())))
        .toList();
  }

  private static List<String> ids(List<RankedPin> pins) {
    return pins.stream().map(RankedPin::pinId).toList();
  }
}
