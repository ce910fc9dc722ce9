package io.tidemark.serving.models;

import java.util.concurrent.TimeoutException;

/** Runs a ranker on requests, as many at the same time as it has slots. */
interface Scorer extends AutoCloseable {
  /**
   * Scores one request's candidates.
   *
   * @param deadline when it is too late, by {@link System#nanoTime}
   * @throws TimeoutException if its turn did not come before the deadline
   * @throws ScoringException if the model failed, or cannot take the request
   */
  HeadProbabilities score(RankerInput input, long deadline)
      throws TimeoutException, ScoringException;

  /** Frees what it holds; no request may be under way. */
  @Override
  void close();
}
