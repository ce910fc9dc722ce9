package io.tidemark.serving.ranking;

import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.store.HeadScores;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a candidate is worth: the sum over the heads of weight times probability. A value of its
 * own, so that two requests can weigh differently.
 */
final class Utility {
  private final List<RankerHead> heads;
  private final Set<String> names;
  private final float[] weights;

  private Utility(List<RankerHead> heads, float[] weights) {
    this.heads = heads;
    List<String> inOrder = heads.stream().map(RankerHead::name).toList();
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(inOrder));
    this.weights = weights;
  }

  /**
   * @param heads of the ranker, with the weights it comes with
   * @param weights by the name of a head, instead of those; names that the ranker has no head of
   *     count nothing
   */
  static Utility of(List<RankerHead> heads, Map<String, Float> weights) {
    float[] byHead = new float[heads.size()];
    for (int h = 0; h < byHead.length; h++) {
      byHead[h] = weights.getOrDefault(heads.get(h).name(), heads.get(h).weight());
    }
    return new Utility(heads, byHead);
  }

  /** The heads, in the order of the probabilities' columns. */
  List<RankerHead> heads() {
    return heads;
  }

  /** What each head counts, by its name. */
  Map<String, Float> weights() {
    return HeadScores.of(names, weights);
  }

  /** What a candidate is worth; not a number if one of its probabilities is not. */
  float of(HeadProbabilities probabilities, int candidate) {
    float utility = 0;
    for (int h = 0; h < weights.length; h++) {
      utility += weights[h] * probabilities.of(candidate, h);
    }
    return utility;
  }

  /** What each head adds to a candidate's worth. */
  Map<String, Float> terms(HeadProbabilities probabilities, int candidate) {
    float[] terms = new float[weights.length];
    for (int h = 0; h < terms.length; h++) {
      terms[h] = weights[h] * probabilities.of(candidate, h);
    }
    return HeadScores.of(names, terms);
  }

  /** A candidate's probability by the name of each head. */
  Map<String, Float> probabilities(HeadProbabilities probabilities, int candidate) {
    float[] all = new float[weights.length];
    for (int h = 0; h < all.length; h++) {
      all[h] = probabilities.of(candidate, h);
    }
    return HeadScores.of(names, all);
  }
}
