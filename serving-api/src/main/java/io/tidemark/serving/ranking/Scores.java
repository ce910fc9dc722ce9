package io.tidemark.serving.ranking;

import io.tidemark.serving.models.HeadProbabilities;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the ranker says of the candidates that it scored, in their order.
 *
 * @param utility what they are worth by it
 * @param all by everything that was read
 * @param batchOnly had the user no live actions, if asked for
 * @param liveOnly had the user no embedding, if asked for
 */
record Scores(
    Utility utility,
    HeadProbabilities all,
    Optional<HeadProbabilities> batchOnly,
    Optional<HeadProbabilities> liveOnly) {

  /** What a candidate is worth; not a number if the model failed on it. */
  float of(int candidate) {
    return utility.of(all, candidate);
  }

  /** Each run of the ranker. */
  List<HeadProbabilities> runs() {
    return Stream.of(Optional.of(all), batchOnly, liveOnly).flatMap(Optional::stream).toList();
  }

  /** Whether the model failed on some candidates. */
  boolean hasInvalid() {
    for (float probability : all.values()) {
      if (!Float.isFinite(probability)) {
        return true;
      }
    }
    return false;
  }
}
