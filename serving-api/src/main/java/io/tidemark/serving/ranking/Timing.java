package io.tidemark.serving.ranking;

import io.swagger.v3.oas.annotations.media.Schema;

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

  static Timing ofNanos(long queue, long fetch, long assemble, long score) {
    return new Timing(queue / NANOS, fetch / NANOS, assemble / NANOS, score / NANOS);
  }
}
