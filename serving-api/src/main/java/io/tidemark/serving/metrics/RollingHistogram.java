package io.tidemark.serving.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A histogram of the last few slices of time. Recording neither locks nor allocates; whoever owns
 * it turns the slices.
 */
public final class RollingHistogram {
  /** What values are told apart by: 1%. */
  private static final int DIGITS = 2;

  private final Recorder recorder;
  private final long highest;
  private final int slices;

  /** The present slice first, as far as it was looked at. */
  private final Deque<Histogram> kept = new ArrayDeque<>();

  /**
   * @param highest the largest value that is told apart; larger ones count as it
   * @param slices how many are kept, the present one included
   */
  public RollingHistogram(long highest, int slices) {
    this.highest = highest;
    this.slices = slices;
    this.recorder = new Recorder(highest, DIGITS);
    kept.add(new Histogram(highest, DIGITS));
  }

  /** Records a value; a negative one counts as 0. */
  public void record(long value) {
    recorder.recordValue(Math.max(0, Math.min(value, highest)));
  }

  /** Begins a new slice, and forgets the oldest. */
  public synchronized void turn() {
    kept.getFirst().add(recorder.getIntervalHistogram());
    Histogram next = kept.size() < slices ? new Histogram(highest, DIGITS) : kept.removeLast();
    next.reset();
    kept.addFirst(next);
  }

  /** Everything of the slices that are kept. */
  public synchronized Histogram all() {
    kept.getFirst().add(recorder.getIntervalHistogram());
    Histogram all = new Histogram(highest, DIGITS);
    kept.forEach(all::add);
    return all;
  }
}
