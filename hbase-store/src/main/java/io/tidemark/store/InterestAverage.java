package io.tidemark.store;

import java.util.List;
import java.util.Optional;

/**
 * A user's interests as one vector: the average of the medoids, each counting as much as it is
 * important. It is what the ranker was given of PinnerSage (2007.03634, section 5.2).
 */
public final class InterestAverage {
  private InterestAverage() {}

  /**
   * The average, L2-normalised.
   *
   * @return {@code [P]}; empty if there is no interest, or they cancel each other out
   */
  public static Optional<float[]> of(List<Interest> interests) {
    if (interests.isEmpty()) {
      return Optional.empty();
    }
    double[] sum = new double[interests.get(0).vector().length];
    for (Interest interest : interests) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += interest.importance() * interest.vector()[i];
      }
    }
    double square = 0;
    for (double value : sum) {
      square += value * value;
    }
    double norm = Math.sqrt(square);
    if (!(norm > 0)) {
      return Optional.empty();
    }
    float[] average = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      average[i] = (float) (sum[i] / norm);
    }
    return Optional.of(average);
  }
}
