package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pinnersage.InterestAverage;
import io.tidemark.pipelines.pinnersage.InterestClusters;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Interest;
import java.util.List;

/**
 * The user as the average of PinnerSage's interests, each counting as much as it is important: the
 * feature that the ranker had before PinnerFormer (2007.03634, section 5.2). Zeros for who has
 * none.
 */
record InterestEncoder(PinVectors pins, InterestClusters clusters) implements UserEncoder {
  static InterestEncoder of(PinVectors pins, PositiveActions positives) {
    return new InterestEncoder(
        pins, new InterestClusters(PinnerSageConfig.standard(), pins, positives));
  }

  @Override
  public float[][] embed(List<Timeline> histories) {
    return histories.stream().map(this::average).toArray(float[][]::new);
  }

  private float[] average(Timeline history) {
    List<Interest> interests = clusters.interests(history.actions(), Integer.MAX_VALUE);
    return InterestAverage.of(interests).orElseGet(() -> new float[pins.dimension()]);
  }
}
