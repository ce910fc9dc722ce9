package io.tidemark.serving.replay;

import java.util.List;

/**
 * What came of a replay.
 *
 * @param scored how many pins were scored again
 * @param largestDifference between a logged score or probability and the one computed now; not a
 *     number if none was computed
 * @param gone what is no longer there, in words; empty if all is
 */
public record ReplayOutcome(int scored, double largestDifference, List<String> gone) {
  /** As far as two runs of a model may differ: what an export may differ from its trainer. */
  public static final double TOLERANCE = 1e-4;

  public ReplayOutcome {
    gone = List.copyOf(gone);
  }

  static ReplayOutcome ofNothing(List<String> gone) {
    return new ReplayOutcome(0, Double.NaN, gone);
  }

  /** Whether every logged score was computed again. */
  public boolean isEqual() {
    return gone.isEmpty() && largestDifference <= TOLERANCE;
  }
}
