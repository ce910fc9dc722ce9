package io.tidemark.infra.rankbench;

import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/** A p99 in rounds: of all of them, and of those in which the host took hardly anything. */
final class Rounds {
  private final String what;
  private final DescriptiveStatistics all = new DescriptiveStatistics();
  private final DescriptiveStatistics undisturbed = new DescriptiveStatistics();

  /**
   * @param what has that p99, in words
   */
  Rounds(String what) {
    this.what = what;
  }

  /** Adds a round's p99, milliseconds. */
  void add(double millis, Outcome round) {
    all.addValue(millis);
    if (round.isUndisturbed()) {
      undisturbed.addValue(millis);
    }
  }

  void tell(Report report, String ranker) {
    report.figure(
        "%s: %s p99 ms".formatted(ranker, what),
        all.getPercentile(50),
        "%s: p99 %s; %s in which the host took less than 1%% of the processors"
            .formatted(what, median(all), median(undisturbed)));
  }

  private static String median(DescriptiveStatistics millis) {
    if (millis.getN() == 0) {
      return "unknown, of no round";
    }
    return "%.2f ms, the median of %d rounds (%.2f to %.2f)"
        .formatted(millis.getPercentile(50), millis.getN(), millis.getMin(), millis.getMax());
  }
}
