package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.timeline.Timeline;
import java.util.List;

/** The batch side's model, as the daily run uses it. */
@FunctionalInterface
interface UserEncoder {
  /**
   * One embedding a history.
   *
   * @param histories up to the batch's as-of
   * @return {@code [B][D]}, L2-normalised, in the order of the histories
   */
  float[][] embed(List<Timeline> histories);
}
