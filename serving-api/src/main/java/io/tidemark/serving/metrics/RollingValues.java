package io.tidemark.serving.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The values of the last few slices of time, themselves: for what is measured some times a second
 * at most, and must be exact. Of each slice the newest are kept.
 */
public final class RollingValues {
  private final int slices;
  private final int mostOfASlice;

  /** The present slice last. */
  private final Deque<Deque<Double>> kept = new ArrayDeque<>();

  /**
   * @param slices how many are kept, the present one included
   * @param mostOfASlice how many values of each
   */
  public RollingValues(int slices, int mostOfASlice) {
    this.slices = slices;
    this.mostOfASlice = mostOfASlice;
    kept.add(new ArrayDeque<>());
  }

  /** Records a value. */
  public synchronized void record(double value) {
    Deque<Double> present = kept.getLast();
    if (present.size() == mostOfASlice) {
      present.removeFirst();
    }
    present.addLast(value);
  }

  /** Begins a new slice, and forgets the oldest. */
  public synchronized void turn() {
    if (kept.size() == slices) {
      kept.removeFirst();
    }
    kept.addLast(new ArrayDeque<>());
  }

  /** Everything of the slices that are kept. */
  public synchronized double[] all() {
    return kept.stream().flatMap(Deque::stream).mapToDouble(Double::doubleValue).toArray();
  }
}
