package io.tidemark.serving.ranking;

import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.pins.FoundPins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Puts pins in order: best first, ties by pin id; those that could not be scored last, in the order
 * of the request. Pure.
 */
final class PinOrder {
  static final int NOT_SCORED = -1;

  private final FoundPins found;
  private final int[] places;
  private final Optional<Scores> scores;
  private final boolean explain;

  /**
   * @param found what is known of the candidates
   * @param places of those that may be ranked; all known
   * @param scores theirs; empty if there is no ranker: then by popularity
   * @param explain whether to say how scores came about
   */
  PinOrder(FoundPins found, int[] places, Optional<Scores> scores, boolean explain) {
    this.found = found;
    this.places = places;
    this.scores = scores;
    this.explain = explain;
  }

  /**
   * Pins in order.
   *
   * @param pins best first
   * @param scored where the scores of each of them are, {@link #NOT_SCORED} for one without
   */
  record Ordered(List<RankedPin> pins, int[] scored) {}

  /**
   * The first pins of an answer.
   *
   * @param excluded places of candidates that are left out
   * @param limit how many
   */
  Ordered first(int limit, BitSet excluded) {
    double[] worth = new double[places.length];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = scores.isPresent() ? scores.get().of(i) : found.actions(places[i]);
    }
    int size = Math.min(limit, found.size() - excluded.cardinality());
    List<RankedPin> answer = new ArrayList<>(size);
    int[] scored = new int[size];
    Arrays.fill(scored, NOT_SCORED);
    BitSet done = new BitSet(found.size());
    done.or(excluded);
    Comparator<Integer> best = Comparator.comparingDouble(i -> -worth[i]);
    IntStream.range(0, places.length)
        .filter(i -> Double.isFinite(worth[i]))
        .boxed()
        .sorted(best.thenComparing(i -> found.pinIds().get(places[i])))
        .limit(size)
        .forEach(
            i -> {
              if (scores.isPresent()) {
                scored[answer.size()] = i;
              }
              answer.add(ranked(i));
              done.set(places[i]);
            });
    for (int place = 0; place < found.size() && answer.size() < size; place++) {
      if (!done.get(place)) {
        answer.add(new RankedPin(found.pinIds().get(place), null, known(place), null));
      }
    }
    return new Ordered(answer, scored);
  }

  private RankedPin ranked(int i) {
    return new RankedPin(
        found.pinIds().get(places[i]),
        scores.map(all -> all.of(i)).orElse(null),
        true,
        explain ? explanation(i) : null);
  }

  private RankedPin.Explanation explanation(int i) {
    return new RankedPin.Explanation(
        found.actions(places[i]),
        scores.map(all -> all.utility().probabilities(all.all(), i)).orElse(null),
        scores.map(all -> all.utility().terms(all.all(), i)).orElse(null),
        scores.flatMap(all -> score(all, all.batchOnly(), i)).orElse(null),
        scores.flatMap(all -> score(all, all.liveOnly(), i)).orElse(null));
  }

  private static Optional<Float> score(
      Scores scores, Optional<HeadProbabilities> probabilities, int i) {
    return probabilities.map(known -> scores.utility().of(known, i)).filter(Float::isFinite);
  }

  private Boolean known(int place) {
    return switch (found.state(place)) {
      case KNOWN -> true;
      case UNKNOWN -> false;
      case UNREAD -> null;
    };
  }
}
