package io.tidemark.serving.freshness;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.store.Release;

/**
 * How high each tide stood when an answer was made.
 *
 * @param batch the user's embedding
 * @param live the user's live actions
 * @param gap what lies between them
 */
@Schema(description = "how high each tide stood when the answer was made")
public record Freshness(BatchFreshness batch, LiveFreshness live, Gap gap) {
  /** Nothing is known, as nothing was judged. */
  static final Freshness NOT_JUDGED =
      new Freshness(
          new BatchFreshness(
              Release.PINNERFORMER, null, null, null, BatchStatus.UNKNOWN, BatchReason.NOT_JUDGED),
          new LiveFreshness(
              null, null, null, null, null, LiveStatus.UNKNOWN, LiveReason.NOT_JUDGED),
          Gap.UNKNOWN);
}
