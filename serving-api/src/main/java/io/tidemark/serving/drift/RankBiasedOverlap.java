package io.tidemark.serving.drift;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How alike two rankings of the same pins are, those that come first counting most: RBO_EXT of
 * Webber, Moffat and Zobel, A Similarity Measure for Indefinite Rankings (ACM TOIS 28(4), 2010),
 * equation 30, for rankings of one length without ties.
 */
final class RankBiasedOverlap {
  /** How much each place counts of the one before it: the first ten together have 86%. */
  static final double PERSISTENCE = 0.9;

  private RankBiasedOverlap() {}

  /**
   * The overlap, 0 (nothing in common) to 1 (the same order).
   *
   * @param one best first, each pin once
   * @param other best first, each pin once, as many
   * @throws IllegalArgumentException if one is longer than the other
   */
  static double of(List<String> one, List<String> other) {
    if (one.size() != other.size()) {
      throw new IllegalArgumentException(
          "the rankings have %d and %d pins".formatted(one.size(), other.size()));
    }
    if (one.isEmpty()) {
      return 1;
    }
    Set<String> seenInOne = new HashSet<>();
    Set<String> seenInOther = new HashSet<>();
    int common = 0;
    double weight = 1;
    double sum = 0;
    for (int depth = 1; depth <= one.size(); depth++) {
      String left = one.get(depth - 1);
      String right = other.get(depth - 1);
      seenInOne.add(left);
      seenInOther.add(right);
      common += seenInOther.contains(left) ? 1 : 0;
      common += !left.equals(right) && seenInOne.contains(right) ? 1 : 0;
      weight *= PERSISTENCE;
      sum += weight * common / depth;
    }
    double agreement = common / (double) one.size();
    return Math.min(1, agreement * weight + (1 - PERSISTENCE) / PERSISTENCE * sum);
  }

  /** The share of the first {@code k} pins of one that are not among the first of the other. */
  static double churn(List<String> one, List<String> other, int k) {
    int top = Math.min(k, one.size());
    Set<String> others = new HashSet<>(other.subList(0, Math.min(k, other.size())));
    return top == 0
        ? 0
        : one.subList(0, top).stream().filter(pin -> !others.contains(pin)).count() / (double) top;
  }
}
