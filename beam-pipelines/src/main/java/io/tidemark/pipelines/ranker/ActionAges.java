package io.tidemark.pipelines.ranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/** How long ago an action was, in numbers that tell seconds, minutes, hours and days apart. */
final class ActionAges {
  /** How many numbers. */
  static final int COUNT = 3;

  static final float LOG_SCALE = 1f / 12;
  static final float MINUTE = 60;
  static final float HOUR = 3600;

  private ActionAges() {}

  /** How long before the request each action was: {@code [B, T, 3]}. */
  static NDArray of(RankerBatch batch) {
    NDArray seconds =
        batch
            .requestedAt()
            .expandDims(1)
            .sub(batch.liveOccurredAt())
            .maximum(0)
            .toType(DataType.FLOAT32, false)
            .div(1000); // [B, T]
    return NDArrays.stack(
        new NDList(
            seconds.add(1).log().mul(LOG_SCALE),
            seconds.div(MINUTE).add(1).pow(-1),
            seconds.div(HOUR).add(1).pow(-1)),
        2);
  }
}
