package io.tidemark.pipelines.pins;

import io.tidemark.store.Pin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;

/**
 * Vectors from counts: the left singular vectors of the pins' {@link PointwiseMutualInformation},
 * scaled by a power of the singular values, L2-normalised.
 *
 * <p>A pin gets a vector if it has the least number of actions asked for and something can be said
 * of it: at least one neighbour whom it meets more often than chance, and a share in the directions
 * that are kept. The others are left out, since a made-up vector would be scored as if it meant
 * something. With fewer pins than dimensions the last numbers of each vector are 0.
 */
final class PinFactorisation {
  /** Vectors shorter than this share of the longest are rounding noise, not a direction. */
  private static final double SMALLEST_LENGTH = 1e-6;

  private final FactorisationConfig config;
  private final long minimumActions;

  PinFactorisation(FactorisationConfig config, long minimumActions) {
    this.config = config;
    this.minimumActions = minimumActions;
  }

  /** The pins that get a vector, in the order of their ids; none if no two pins ever met. */
  List<BuiltPin> factorise(Map<String, PinEvidence> evidence, List<NeighbourCount> counts) {
    SortedMap<String, PinEvidence> pins = new TreeMap<>(evidence);
    pins.values().removeIf(pin -> pin.actions() < Math.max(1, minimumActions));
    List<NeighbourCount> between =
        counts.stream()
            .filter(count -> pins.containsKey(count.first()) && pins.containsKey(count.second()))
            .toList();
    if (between.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> indexes = new HashMap<>();
    pins.keySet().forEach(pin -> indexes.put(pin, indexes.size()));
    DMatrixSparseCSC information =
        PointwiseMutualInformation.of(between, indexes, config.contextSmoothing(), config.shift());
    if (information.nz_length == 0) {
      return List.of();
    }
    return normalised(
        pins, scaled(RandomisedSvd.of(information, config.dimension(), config.seed())));
  }

  /** Scales the columns in place: {@code [N, K]}. */
  private DMatrixRMaj scaled(RandomisedSvd svd) {
    DMatrixRMaj vectors = svd.left();
    for (int column = 0; column < vectors.numCols; column++) {
      double scale = Math.pow(svd.values()[column], config.singularValuePower());
      for (int row = 0; row < vectors.numRows; row++) {
        vectors.set(row, column, vectors.get(row, column) * scale);
      }
    }
    return vectors;
  }

  private List<BuiltPin> normalised(SortedMap<String, PinEvidence> pins, DMatrixRMaj vectors) {
    double[] lengths = new double[vectors.numRows];
    double longest = 0;
    for (int row = 0; row < vectors.numRows; row++) {
      double sum = 0;
      for (int column = 0; column < vectors.numCols; column++) {
        sum += vectors.get(row, column) * vectors.get(row, column);
      }
      lengths[row] = Math.sqrt(sum);
      longest = Math.max(longest, lengths[row]);
    }
    List<BuiltPin> built = new ArrayList<>();
    int row = 0;
    for (Map.Entry<String, PinEvidence> pin : pins.entrySet()) {
      if (lengths[row] > longest * SMALLEST_LENGTH) {
        float[] vector = new float[config.dimension()];
        for (int column = 0; column < vectors.numCols; column++) {
          vector[column] = (float) (vectors.get(row, column) / lengths[row]);
        }
        built.add(
            new BuiltPin(
                new Pin(pin.getKey(), vector, pin.getValue().positives()),
                pin.getValue().firstSeenAt()));
      }
      row++;
    }
    return built;
  }
}
