package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One user's timeline with its pins looked up.
 *
 * @param userId whose
 * @param actions oldest first
 * @param pins each action's pin by its index, or {@link PinVectors#UNKNOWN}
 * @param positive whether each action is a positive on a known pin
 * @param heads the heads that each action is a label of, one bit each
 * @param wanted the pins of the positives, ascending
 */
record UserLog(
    String userId,
    List<Action> actions,
    int[] pins,
    boolean[] positive,
    int[] heads,
    int[] wanted) {
  static UserLog of(
      Timeline timeline, PinVectors vectors, PositiveActions positives, List<Head> heads) {
    List<Action> actions = timeline.actions();
    int[] pins = new int[actions.size()];
    boolean[] positive = new boolean[actions.size()];
    int[] labels = new int[actions.size()];
    for (int row = 0; row < pins.length; row++) {
      Action action = actions.get(row);
      pins[row] = vectors.indexOf(action.pinId());
      positive[row] = pins[row] != PinVectors.UNKNOWN && positives.includes(action);
      for (int head = 0; head < heads.size(); head++) {
        labels[row] |= heads.get(head).includes(action) ? 1 << head : 0;
      }
    }
    int[] wanted =
        IntStream.range(0, pins.length)
            .filter(row -> positive[row])
            .map(row -> pins[row])
            .sorted()
            .distinct()
            .toArray();
    return new UserLog(timeline.userId(), actions, pins, positive, labels, wanted);
  }

  /** Whether the user ever wanted that pin: then it is no negative, however the log goes on. */
  boolean wants(int pin) {
    return Arrays.binarySearch(wanted, pin) >= 0;
  }

  long occurredAt(int row) {
    return actions.get(row).occurredAt();
  }

  /** What the user did with a pin in {@code [from, to)} (ms): the heads' bits. */
  int outcome(int pin, long from, long to) {
    int bits = 0;
    for (int row = rowsBefore(from); row < pins.length && occurredAt(row) < to; row++) {
      bits |= pins[row] == pin ? heads[row] : 0;
    }
    return bits;
  }

  /** How many actions happened before that instant (ms). */
  int rowsBefore(long instant) {
    int low = 0;
    int high = pins.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (occurredAt(middle) < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
