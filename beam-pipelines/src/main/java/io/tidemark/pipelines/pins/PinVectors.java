package io.tidemark.pipelines.pins;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Pin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All pins of one release in memory: N pins, each with a vector of P numbers. A pin's index is its
 * place among the ids in {@link String} order, so one release has one numbering.
 *
 * <p>Immutable and safe to share between threads. Costs about {@code N * (4 P + 150)} bytes.
 */
public final class PinVectors {
  /** What {@link #indexOf} answers for a pin that the release has no vector of. */
  public static final int UNKNOWN = -1;

  private final String version;
  private final int dimension;
  private final List<String> ids;
  private final Map<String, Integer> indexes;
  private final float[] vectors;
  private final long[] actions;

  private PinVectors(
      String version, int dimension, List<String> ids, float[] vectors, long[] actions) {
    this.version = version;
    this.dimension = dimension;
    this.ids = List.copyOf(ids);
    this.vectors = vectors;
    this.actions = actions;
    this.indexes = new HashMap<>(ids.size() * 2);
    for (int index = 0; index < ids.size(); index++) {
      if (indexes.put(ids.get(index), index) != null) {
        throw new IllegalArgumentException("pin " + ids.get(index) + " has two vectors");
      }
    }
  }

  /**
   * The pins of a release, in any order.
   *
   * @throws IllegalArgumentException if there is no pin, a pin stands there twice, or the vectors
   *     differ in length
   */
  public static PinVectors of(String version, Collection<Pin> pins) {
    requireNonNull(version, "version is null");
    List<Pin> sorted = new ArrayList<>(pins);
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("release " + version + " has no pins");
    }
    sorted.sort(Comparator.comparing(Pin::pinId));
    int dimension = sorted.get(0).vector().length;
    List<String> ids = new ArrayList<>(sorted.size());
    float[] vectors = new float[Math.multiplyExact(sorted.size(), dimension)];
    long[] actions = new long[sorted.size()];
    for (Pin pin : sorted) {
      if (pin.vector().length != dimension) {
        throw new IllegalArgumentException(
            "pin %s has a vector of %d numbers, the others have %d"
                .formatted(pin.pinId(), pin.vector().length, dimension));
      }
      System.arraycopy(pin.vector(), 0, vectors, ids.size() * dimension, dimension);
      actions[ids.size()] = pin.actions();
      ids.add(pin.pinId());
    }
    return new PinVectors(version, dimension, ids, vectors, actions);
  }

  /** The version of the vector space, such as {@code pins-20220422T000000Z-0a1b2c}. */
  public String version() {
    return version;
  }

  /** N: how many pins there are. */
  public int size() {
    return ids.size();
  }

  /** P: the numbers of one vector. */
  public int dimension() {
    return dimension;
  }

  /** The index of that pin in {@code [0, N)}, or {@link #UNKNOWN}. */
  public int indexOf(String pinId) {
    return indexes.getOrDefault(pinId, UNKNOWN);
  }

  /** The pin of that index. */
  public String id(int index) {
    return ids.get(index);
  }

  /** The ids of all pins by their index. */
  public List<String> ids() {
    return ids;
  }

  /** The pin's popularity: its positive actions in the release's period. */
  public long actions(int index) {
    return actions[index];
  }

  /** Copies the pin's vector, {@code [P]}, L2-normalised, to that place of the target. */
  public void copyVector(int index, float[] target, int offset) {
    System.arraycopy(vectors, index * dimension, target, offset, dimension);
  }

  /** A copy of the pin's vector, {@code [P]}, L2-normalised. */
  public float[] vector(int index) {
    float[] vector = new float[dimension];
    copyVector(index, vector, 0);
    return vector;
  }

  /** The pin of that index as it lies in HBase. */
  public Pin pin(int index) {
    return new Pin(ids.get(index), vector(index), actions[index]);
  }

  /** The pin of that id, if the release has a vector of it. */
  public Optional<Pin> find(String pinId) {
    int index = indexOf(pinId);
    return index == UNKNOWN ? Optional.empty() : Optional.of(pin(index));
  }

  @Override
  public String toString() {
    return "%s: %,d pins of %d numbers".formatted(version, size(), dimension);
  }
}
