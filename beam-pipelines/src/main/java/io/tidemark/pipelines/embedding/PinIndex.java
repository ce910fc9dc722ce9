package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Some pins in the space of what brings them, {@code [index][D]}, for exact ranks among them. */
public final class PinIndex {
  /** Bounds what one rank costs, however many pins there are. */
  private static final int LARGEST = 20_000;

  private final float[][] pins;

  private PinIndex(float[][] pins) {
    this.pins = requireNonNull(pins, "pins is null");
  }

  /**
   * In a model's own space.
   *
   * @param ids of pins that the model knows
   */
  static PinIndex of(LoadedModel loaded, List<String> ids) {
    return new PinIndex(loaded.model().embedPins(vectors(loaded.pins(), ids)));
  }

  /**
   * In the pins' own space.
   *
   * @param ids of pins that are known
   */
  public static PinIndex of(PinVectors pins, List<String> ids) {
    return new PinIndex(vectors(pins, ids));
  }

  private static float[][] vectors(PinVectors pins, List<String> ids) {
    return ids.stream().map(id -> pins.vector(pins.indexOf(id))).toArray(float[][]::new);
  }

  /** Of very many pins a part, the same each time, always with those that somebody wanted. */
  public static List<String> sample(List<String> ids, Set<String> wanted) {
    int stride = (ids.size() + LARGEST - 1) / LARGEST;
    List<String> sample = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (i % stride == 0 || wanted.contains(ids.get(i))) {
        sample.add(ids.get(i));
      }
    }
    return sample;
  }

  /**
   * Whether a pin is among a user's best; ties count against it.
   *
   * @param user one vector or several, each {@code [D]}: a pin is as good as by the best of them
   * @param target place of the pin in the index
   * @param best so many
   */
  boolean isAmongTheBest(List<float[]> user, int target, int best) {
    double wanted = score(user, pins[target]);
    int rank = 1;
    for (int pin = 0; pin < pins.length && rank <= best; pin++) {
      if (pin != target && score(user, pins[pin]) >= wanted) {
        rank++;
      }
    }
    return rank <= best;
  }

  private static double score(List<float[]> user, float[] pin) {
    double best = Double.NEGATIVE_INFINITY;
    for (float[] vector : user) {
      float sum = 0;
      for (int i = 0; i < pin.length; i++) {
        sum += vector[i] * pin[i];
      }
      best = Math.max(best, sum);
    }
    return best;
  }
}
