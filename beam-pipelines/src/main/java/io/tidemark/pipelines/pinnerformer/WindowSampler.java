package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Draws windows, positions and labels from a history, on the fly, for each of the paper's
 * objectives (2205.04507, section 3.3).
 *
 * <p>A label is a positive that happened strictly later than its position's action, within the
 * objective's horizon and before the end of the training period. With the causal mask a position
 * sees nothing after itself, so no label is ever seen by the position that predicts it. The window
 * ends at a random position that has a label, and that newest row, whose output is what is served,
 * is always among those trained.
 */
final class WindowSampler {
  private final Objective objective;
  private final int longest;

  /**
   * @param longest M
   */
  WindowSampler(Objective objective, int longest) {
    this.objective = requireNonNull(objective, "objective is null");
    this.longest = longest;
  }

  /** The positives that a row may predict: numbers {@code [first, end)} of the history's. */
  private record Labels(int[] first, int[] end, int[] rows) {
    int count(int row) {
      return end[row] - first[row];
    }
  }

  /**
   * One window of the user, or empty if no row of the training period has a label.
   *
   * @param before the end of the training period, ms: nothing from then on is looked at
   * @param random of this batch
   */
  Optional<LabelledWindow> draw(UserHistory history, long before, SplittableRandom random) {
    Labels labels = labels(history, before);
    int[] rows = labels.rows();
    if (rows.length == 0) {
      return Optional.empty();
    }
    int chosen = newest(rows, random);
    Window window = Window.newest(history, rows[chosen] + 1, longest);
    int oldest = Arrays.binarySearch(rows, window.from());
    int[] candidates = Arrays.copyOfRange(rows, oldest < 0 ? -oldest - 1 : oldest, chosen + 1);
    return Optional.of(
        switch (objective.kind()) {
          case NEXT_ACTION -> next(window, new int[] {rows[chosen]}, labels);
          case SASREC -> next(window, candidates, labels);
          case ALL_ACTION -> several(window, rows[chosen], labels, random);
          case DENSE_ALL_ACTION -> dense(window, candidates, labels, random);
        });
  }

  /**
   * The row that the window ends at. SASRec's windows are as long as they can be: shorter ones
   * would have it predict from the first rows most of the time.
   */
  private int newest(int[] rows, SplittableRandom random) {
    int first =
        switch (objective.kind()) {
          case SASREC -> Math.min(longest, rows.length) - 1;
          case NEXT_ACTION, ALL_ACTION, DENSE_ALL_ACTION -> 0;
        };
    return random.nextInt(first, rows.length);
  }

  private Labels labels(UserHistory history, long before) {
    int limit = history.rowsBefore(before);
    int[] first = new int[limit];
    int[] end = new int[limit];
    int[] rows = new int[limit];
    int count = 0;
    for (int row = 0; row < limit; row++) {
      long time = history.occurredAt(row);
      first[row] = history.firstPositiveAfter(time);
      end[row] =
          Math.min(
              history.firstPositiveAfter(before - 1),
              switch (objective.kind()) {
                case NEXT_ACTION, SASREC -> first[row] + 1;
                case ALL_ACTION, DENSE_ALL_ACTION ->
                    history.firstPositiveAfter(time + objective.horizon().toMillis());
              });
      if (end[row] > first[row]) {
        rows[count++] = row;
      }
    }
    return new Labels(first, end, Arrays.copyOf(rows, count));
  }

  /** Each row predicts the positive that came next. */
  private static LabelledWindow next(Window window, int[] rows, Labels labels) {
    int[] positions = new int[rows.length];
    int[] pins = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      positions[i] = rows[i] - window.from();
      pins[i] = pin(window, labels.first()[rows[i]]);
    }
    return new LabelledWindow(window, positions, pins);
  }

  /** The newest row predicts several of its positives, each at most once. */
  private LabelledWindow several(Window window, int row, Labels labels, SplittableRandom random) {
    int[] drawn = drawDistinct(labels.count(row), objective.positions(), random);
    int[] positions = new int[drawn.length];
    int[] pins = new int[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      positions[i] = row - window.from();
      pins[i] = pin(window, labels.first()[row] + drawn[i]);
    }
    return new LabelledWindow(window, positions, pins);
  }

  /** The newest row and random others each predict one of their positives. */
  private LabelledWindow dense(
      Window window, int[] candidates, Labels labels, SplittableRandom random) {
    int newest = candidates.length - 1;
    int[] others = drawDistinct(newest, objective.positions() - 1, random);
    int[] positions = new int[others.length + 1];
    int[] pins = new int[others.length + 1];
    for (int i = 0; i < positions.length; i++) {
      int row = candidates[i < others.length ? others[i] : newest];
      positions[i] = row - window.from();
      pins[i] = pin(window, labels.first()[row] + random.nextInt(labels.count(row)));
    }
    return new LabelledWindow(window, positions, pins);
  }

  /** At most that many of the numbers below a bound, each once. */
  private static int[] drawDistinct(int bound, int most, SplittableRandom random) {
    int[] numbers = new int[bound];
    Arrays.setAll(numbers, i -> i);
    int count = Math.min(bound, most);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(bound - i);
      int swapped = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = swapped;
    }
    return Arrays.copyOf(numbers, count);
  }

  private static int pin(Window window, int positive) {
    return window.history().pin(window.history().positive(positive));
  }
}
