package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ranker against another one on the same requests with the same candidates.
 *
 * @param before the other one's quality
 * @param now its own
 */
record RankerComparison(RequestQualities before, RequestQualities now) {
  private static final UserBootstrap BOOTSTRAP = new UserBootstrap(400, 1);

  RankerComparison {
    if (before.size() != now.size()) {
      throw new IllegalArgumentException(
          "rankers were measured on %d and %d requests".formatted(before.size(), now.size()));
    }
  }

  /** The 95% interval, over requests, of what HIT@3 of a head has gained. */
  UserBootstrap.Interval hitAt3Gain(int head) {
    return BOOTSTRAP.interval(
        now.size(), drawn -> now.hitAt3(head, drawn) - before.hitAt3(head, drawn));
  }

  /** The same of AUC. */
  UserBootstrap.Interval aucGain(int head) {
    return BOOTSTRAP.interval(now.size(), drawn -> now.auc(head, drawn) - before.auc(head, drawn));
  }

  /** For a model's card, by name. */
  Map<String, Double> named(int head, String name) {
    Map<String, Double> named = new TreeMap<>(before.quality(head).named("published_" + name));
    put(named, "gain_" + name + "_hit_at_3_high", hitAt3Gain(head).high());
    put(named, "gain_" + name + "_auc_high", aucGain(head).high());
    return named;
  }

  private static void put(Map<String, Double> named, String name, double value) {
    if (Double.isFinite(value)) {
      named.put(name, value);
    }
  }
}
