package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.Arrays;
import java.util.List;

/**
 * One user's timeline in plain arrays, oldest first; pins by their index in one {@link PinVectors}.
 */
final class UserHistory {
  private final String userId;
  private final int[] pins;
  private final byte[] types;
  private final byte[] surfaces;
  private final long[] occurredAt;
  private final int[] durations;
  private final int[] positives;

  private UserHistory(String userId, int size, int[] positives) {
    this.userId = requireNonNull(userId, "userId is null");
    this.pins = new int[size];
    this.types = new byte[size];
    this.surfaces = new byte[size];
    this.occurredAt = new long[size];
    this.durations = new int[size];
    this.positives = positives;
  }

  /** The whole timeline, without labels: what a trained model looks at. */
  static UserHistory of(Timeline timeline, PinVectors pins) {
    UserHistory history = new UserHistory(timeline.userId(), timeline.actions().size(), new int[0]);
    history.fill(timeline.actions(), pins);
    return history;
  }

  /** The whole timeline; a positive whose pin has no vector is history, but no label. */
  static UserHistory of(Timeline timeline, PinVectors pins, PositiveActions positiveActions) {
    List<Action> actions = timeline.actions();
    int[] positives = new int[actions.size()];
    int count = 0;
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      if (positiveActions.includes(action) && pins.indexOf(action.pinId()) != PinVectors.UNKNOWN) {
        positives[count++] = i;
      }
    }
    UserHistory history =
        new UserHistory(timeline.userId(), actions.size(), Arrays.copyOf(positives, count));
    history.fill(actions, pins);
    return history;
  }

  private void fill(List<Action> actions, PinVectors vectors) {
    for (int row = 0; row < actions.size(); row++) {
      Action action = actions.get(row);
      pins[row] = vectors.indexOf(action.pinId());
      types[row] = (byte) action.type().code();
      surfaces[row] = (byte) action.surface().code();
      occurredAt[row] = action.occurredAt();
      durations[row] = (int) Math.min(action.durationMillis(), Integer.MAX_VALUE);
    }
  }

  String userId() {
    return userId;
  }

  /** How many actions there are. */
  int size() {
    return pins.length;
  }

  /** The pin's index, or {@link PinVectors#UNKNOWN}. */
  int pin(int row) {
    return pins[row];
  }

  int type(int row) {
    return types[row];
  }

  int surface(int row) {
    return surfaces[row];
  }

  /** Milliseconds since the epoch. */
  long occurredAt(int row) {
    return occurredAt[row];
  }

  /** Milliseconds, or {@link Action#UNKNOWN_DURATION}. */
  int duration(int row) {
    return durations[row];
  }

  /** How many positive actions on known pins there are. */
  int positives() {
    return positives.length;
  }

  /** The row of the positive of that number, oldest first. */
  int positive(int number) {
    return positives[number];
  }

  /** How many rows happened before that instant (ms). */
  int rowsBefore(long instant) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (occurredAt[middle] < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The number of the first positive that happened later than that instant (ms). */
  int firstPositiveAfter(long instant) {
    int low = 0;
    int high = positives.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (occurredAt[positives[middle]] <= instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
