package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * When the log first saw each pin and when it was wanted, so that popularity and candidates can be
 * those of any moment.
 */
final class PinActivity {
  /** Pins in the order in which they appeared, and when (ms). */
  private final int[] appeared;

  private final long[] appearedAt;

  /** Positive actions in the order of time: when (ms) and which pin. */
  private final long[] wantedAt;

  private final int[] wanted;

  /** For each pin its positive actions' times, ascending. */
  private final long[][] times;

  private PinActivity(
      int[] appeared, long[] appearedAt, int[] wanted, long[] wantedAt, long[][] times) {
    this.appeared = appeared;
    this.appearedAt = appearedAt;
    this.wanted = wanted;
    this.wantedAt = wantedAt;
    this.times = times;
  }

  /** Gathers what all users did. */
  static PinActivity of(Collection<UserLog> users, int pins) {
    long[] first = new long[pins];
    Arrays.fill(first, Long.MAX_VALUE);
    record Want(long at, int pin) {}
    var wants = new java.util.ArrayList<Want>();
    for (UserLog user : users) {
      for (int row = 0; row < user.pins().length; row++) {
        int pin = user.pins()[row];
        if (pin != PinVectors.UNKNOWN) {
          first[pin] = Math.min(first[pin], user.occurredAt(row));
          if (user.positive()[row]) {
            wants.add(new Want(user.occurredAt(row), pin));
          }
        }
      }
    }
    wants.sort(Comparator.comparingLong(Want::at).thenComparingInt(Want::pin));
    int[] appeared =
        IntStream.range(0, pins)
            .filter(pin -> first[pin] != Long.MAX_VALUE)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(pin -> first[pin]).thenComparing(pin -> pin))
            .mapToInt(Integer::intValue)
            .toArray();
    long[][] times = new long[pins][];
    int[] counts = new int[pins];
    wants.forEach(want -> counts[want.pin()]++);
    for (int pin = 0; pin < pins; pin++) {
      times[pin] = new long[counts[pin]];
    }
    int[] filled = new int[pins];
    wants.forEach(want -> times[want.pin()][filled[want.pin()]++] = want.at());
    return new PinActivity(
        appeared,
        Arrays.stream(appeared).mapToLong(pin -> first[pin]).toArray(),
        wants.stream().mapToInt(Want::pin).toArray(),
        wants.stream().mapToLong(Want::at).toArray(),
        times);
  }

  /** Positive actions on a pin before an instant (ms). */
  int popularity(int pin, long before) {
    return pin == PinVectors.UNKNOWN ? 0 : lowerBound(times[pin], before);
  }

  /** Any pin that appeared before an instant, all alike; -1 if none had. */
  int drawUniform(SplittableRandom random, long before) {
    int candidates = lowerBound(appearedAt, before);
    return candidates == 0 ? -1 : appeared[random.nextInt(candidates)];
  }

  /** A pin by its share of the positive actions before an instant; -1 if there were none. */
  int drawByPopularity(SplittableRandom random, long before) {
    int candidates = lowerBound(wantedAt, before);
    return candidates == 0 ? -1 : wanted[random.nextInt(candidates)];
  }

  /** How many elements are less. */
  private static int lowerBound(long[] sorted, long value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
