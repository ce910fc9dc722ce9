package io.tidemark.serving.models;

/**
 * What a ranker says of one request's candidates, and how long it took.
 *
 * @param heads H
 * @param values {@code [N, H]}, row-major, in the order of the request's candidates
 * @param queueNanos waiting for a turn
 * @param assembleNanos writing the input
 * @param scoreNanos running the model
 */
public record HeadProbabilities(
    int heads, float[] values, long queueNanos, long assembleNanos, long scoreNanos) {

  /** The probability of a candidate by a head. */
  public float of(int candidate, int head) {
    return values[candidate * heads + head];
  }

  /** N. */
  public int candidates() {
    return values.length / heads;
  }
}
