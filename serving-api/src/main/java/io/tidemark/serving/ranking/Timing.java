package io.tidemark.serving.ranking;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.models.HeadProbabilities;
import java.util.List;
import java.util.Optional;

/**
 * Where the time of a ranking went, in milliseconds. It does not add up to the whole: reading the
 * request and writing the answer are not in it.
 *
 * @param queueMs waiting to be admitted, and for a turn to score
 * @param fetchMs waiting for both tides
 * @param assembleMs writing the ranker's input
 * @param scoreMs running the ranker, for all three scores of an explanation
 */
@Schema(description = "where the time of a ranking went")
public record Timing(double queueMs, double fetchMs, double assembleMs, double scoreMs) {
  private static final double NANOS = 1e6;

  /**
   * Of one ranking.
   *
   * @param pass by which it was admitted
   * @param fetchedNanos waiting for both tides
   * @param scores by the ranker, if one scored
   */
  static Timing of(Admission.Pass pass, long fetchedNanos, Optional<Scores> scores) {
    long queued = pass.waitedNanos();
    long assembling = 0;
    long scoring = 0;
    for (HeadProbabilities run : scores.map(Scores::runs).orElse(List.of())) {
      queued += run.queueNanos();
      assembling += run.assembleNanos();
      scoring += run.scoreNanos();
    }
    return new Timing(queued / NANOS, fetchedNanos / NANOS, assembling / NANOS, scoring / NANOS);
  }
}
