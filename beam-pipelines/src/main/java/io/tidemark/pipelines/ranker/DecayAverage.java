package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.time.Duration;
import java.util.List;

/**
 * The user as an average of the pins that were wanted, the newest counting most: the baseline of
 * PinnerSage (2007.03634, section 5.1), with its decay of 1% a day.
 */
record DecayAverage(PinVectors pins, PositiveActions positives) implements UserEncoder {
  private static final double DECAY_A_DAY = 0.01;
  private static final double DAY = Duration.ofDays(1).toMillis();

  @Override
  public float[][] embed(List<Timeline> histories) {
    return histories.stream().map(this::average).toArray(float[][]::new);
  }

  private float[] average(Timeline history) {
    float[] sum = new float[pins.dimension()];
    List<Action> actions = history.actions();
    long newest = actions.get(actions.size() - 1).occurredAt();
    for (Action action : actions) {
      int pin = pins.indexOf(action.pinId());
      if (pin != PinVectors.UNKNOWN && positives.includes(action)) {
        double weight = Math.exp(-DECAY_A_DAY * (newest - action.occurredAt()) / DAY);
        float[] vector = pins.vector(pin);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (float) (weight * vector[i]);
        }
      }
    }
    return normalised(sum);
  }

  private static float[] normalised(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    double norm = Math.max(1e-12, Math.sqrt(square));
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) norm;
    }
    return vector;
  }
}
