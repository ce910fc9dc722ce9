package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pinnersage.InterestClusters;
import io.tidemark.pipelines.pinnersage.InterestSettings;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestAverage;
import java.util.List;

/**
 * The user as the average of PinnerSage's interests, each counting as much as it is important: the
 * feature that the ranker had before PinnerFormer (2007.03634, section 5.2). Zeros for who has
 * none.
 *
 * @param version of the interests
 */
record InterestEncoder(String version, PinVectors pins, InterestClusters clusters, int most)
    implements UserEncoder {
  static InterestEncoder of(String version, PinVectors pins, InterestSettings settings) {
    return new InterestEncoder(
        version,
        pins,
        new InterestClusters(settings.config(), pins, settings.positives()),
        settings.most());
  }

  @Override
  public float[][] embed(List<Timeline> histories) {
    return histories.stream().map(this::average).toArray(float[][]::new);
  }

  private float[] average(Timeline history) {
    List<Interest> interests = clusters.interests(history.actions(), most);
    return InterestAverage.of(interests).orElseGet(() -> new float[pins.dimension()]);
  }
}
