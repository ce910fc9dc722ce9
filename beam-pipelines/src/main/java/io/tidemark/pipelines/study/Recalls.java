package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Outcome;
import io.tidemark.pipelines.evaluation.UserBootstrap;
import io.tidemark.pipelines.report.Cell;
import java.util.List;
import java.util.Locale;

/** Recalls, and changes of recalls, with their intervals: as cells and in sentences. */
record Recalls(UserBootstrap bootstrap) {
  private static final String RECALL = "%.4f";
  private static final String PERCENT = "%+.1f%%";

  /** A relative change with its interval. */
  record Change(double value, double low, double high) {
    /** Whether the interval leaves 0 out. */
    boolean isClear() {
      return low > 0 || high < 0;
    }

    /** Such as {@code -8.3% [-12.0%, -4.1%]}. */
    String describe() {
      return Double.isFinite(value)
          ? String.format(
              Locale.ROOT,
              PERCENT + " [" + PERCENT + ", " + PERCENT + "]",
              100 * value,
              100 * low,
              100 * high)
          : "unknown";
    }
  }

  Cell micro(Outcome outcome) {
    UserBootstrap.Interval interval = outcome.recallInterval(bootstrap);
    return Cell.interval(RECALL, outcome.recall(), interval.low(), interval.high());
  }

  Cell macro(Outcome outcome) {
    UserBootstrap.Interval interval = outcome.macroRecallInterval(bootstrap);
    return Cell.interval(RECALL, outcome.macroRecall(), interval.low(), interval.high());
  }

  /** How much micro recall changes from one outcome to another, relatively. */
  Change change(Outcome from, Outcome to) {
    UserBootstrap.Interval interval =
        Outcome.interval(List.of(from, to), recalls -> ratio(recalls[1], recalls[0]), bootstrap);
    return new Change(ratio(to.recall(), from.recall()), interval.low(), interval.high());
  }

  /** How much more the second pair of outcomes changes than the first, in relative change. */
  Change difference(Outcome from, Outcome to, Outcome otherFrom, Outcome otherTo) {
    UserBootstrap.Interval interval =
        Outcome.interval(
            List.of(from, to, otherFrom, otherTo),
            recalls -> ratio(recalls[3], recalls[2]) - ratio(recalls[1], recalls[0]),
            bootstrap);
    double value = ratio(otherTo.recall(), otherFrom.recall()) - ratio(to.recall(), from.recall());
    return new Change(value, interval.low(), interval.high());
  }

  /** A change as a cell. */
  static Cell cell(Change change) {
    return Cell.interval(PERCENT, 100 * change.value(), 100 * change.low(), 100 * change.high());
  }

  private static double ratio(double recall, double of) {
    return of > 0 ? recall / of - 1 : Double.NaN;
  }
}
