package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.pipelines.pins.PinVectors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.Function;

/**
 * The six inputs of the user graph for B windows, padded on the right to the longest: what the
 * trainer, the parity check and the exported model are all fed with.
 *
 * @param users B
 * @param longest T
 * @param pinDimension P
 * @param pinVectors {@code [B, T, P]}, 0 where the pin is unknown
 * @param actionTypes {@code [B, T]}, 0 is unknown
 * @param surfaces {@code [B, T]}, 0 is unknown
 * @param durations {@code [B, T]}, ms, negative where unknown
 * @param occurredAt {@code [B, T]}, ms since the epoch, oldest first
 * @param lengths {@code [B]}, rows that are no padding, at least 1
 */
record SequenceBatch(
    int users,
    int longest,
    int pinDimension,
    float[] pinVectors,
    long[] actionTypes,
    long[] surfaces,
    float[] durations,
    long[] occurredAt,
    long[] lengths) {
  static final String PIN_VECTORS = "pin_vectors";
  static final String ACTION_TYPES = "action_types";
  static final String SURFACES = "surfaces";
  static final String DURATION = "duration_ms";
  static final String OCCURRED_AT = "occurred_at";
  static final String LENGTH = "length";

  private static final int INPUTS = 6;

  /** Looks the windows' pins up and pads. */
  static SequenceBatch of(List<Window> windows, PinVectors pins) {
    return of(windows, PinInputs.of(pins));
  }

  /** Looks up what is known of the windows' pins and pads. */
  static SequenceBatch of(List<Window> windows, PinInputs pins) {
    SequenceBatch batch = of(windows, pins.dimension());
    for (int user = 0; user < batch.users(); user++) {
      Window window = windows.get(user);
      for (int i = 0; i < window.length(); i++) {
        int pin = window.history().pin(window.from() + i);
        if (pin != PinVectors.UNKNOWN) {
          pins.copy(pin, batch.pinVectors, (user * batch.longest() + i) * batch.pinDimension());
        }
      }
    }
    return batch;
  }

  /** Everything but the pins: P is 0. */
  static SequenceBatch withoutPins(List<Window> windows) {
    return of(windows, 0);
  }

  private static SequenceBatch of(List<Window> windows, int pinDimension) {
    int users = windows.size();
    int longest = windows.stream().mapToInt(Window::length).max().orElseThrow();
    SequenceBatch batch =
        new SequenceBatch(
            users,
            longest,
            pinDimension,
            new float[Math.multiplyExact(users * longest, pinDimension)],
            new long[users * longest],
            new long[users * longest],
            new float[users * longest],
            new long[users * longest],
            new long[users]);
    for (int user = 0; user < users; user++) {
      batch.fill(user, windows.get(user));
    }
    return batch;
  }

  private void fill(int user, Window window) {
    UserHistory history = window.history();
    lengths[user] = window.length();
    for (int i = 0; i < window.length(); i++) {
      int row = window.from() + i;
      int cell = user * longest + i;
      actionTypes[cell] = history.type(row);
      surfaces[cell] = history.surface(row);
      durations[cell] = history.duration(row);
      occurredAt[cell] = history.occurredAt(row);
    }
  }

  /** Named tensors of that manager, in the graph's order. */
  NDList tensors(NDManager manager) {
    return tensors(manager, FloatBuffer::wrap, LongBuffer::wrap);
  }

  /** The same, read from that memory: they are good until it is used again. */
  NDList tensors(NDManager manager, BatchMemory memory) {
    int floats = pinVectors.length + durations.length;
    int longs = actionTypes.length + surfaces.length + occurredAt.length + lengths.length;
    memory.reserve(floats * Float.BYTES + longs * Long.BYTES, INPUTS);
    return tensors(manager, memory::copy, memory::copy);
  }

  private NDList tensors(
      NDManager manager,
      Function<float[], FloatBuffer> floats,
      Function<long[], LongBuffer> longs) {
    Shape rows = new Shape(users, longest);
    return new NDList(
        named(manager.create(floats.apply(pinVectors), rows.add(pinDimension)), PIN_VECTORS),
        named(manager.create(longs.apply(actionTypes), rows), ACTION_TYPES),
        named(manager.create(longs.apply(surfaces), rows), SURFACES),
        named(manager.create(floats.apply(durations), rows), DURATION),
        named(manager.create(longs.apply(occurredAt), rows), OCCURRED_AT),
        named(manager.create(longs.apply(lengths), new Shape(users)), LENGTH));
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }
}
