package io.tidemark.serving.pins;

import io.tidemark.store.Pin;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a list of pins, by their place in it. Vectors stay where they are, mapped or
 * cached, until they are written into a model's input; only known pins have one.
 */
public final class FoundPins implements PinVectors {
  /** What is known of a pin. */
  public enum State {
    /** Its vector. */
    KNOWN,
    /** That the release does not have it. */
    UNKNOWN,
    /** Nothing: it could not be read in time. */
    UNREAD
  }

  private final List<String> pinIds;
  private final State[] states;
  private final Optional<PinSnapshot> snapshot;
  private final long[] rows;
  private final Pin[] pins;

  /**
   * @param rows rows of {@code snapshot}, {@link PinSnapshot#NONE} for pins that it does not have
   * @param pins those that came from elsewhere, null for the others
   */
  FoundPins(
      List<String> pinIds,
      State[] states,
      Optional<PinSnapshot> snapshot,
      long[] rows,
      Pin[] pins) {
    this.pinIds = pinIds;
    this.states = states;
    this.snapshot = snapshot;
    this.rows = rows;
    this.pins = pins;
  }

  /** Pins nothing is known of. */
  public static FoundPins unread(List<String> pinIds) {
    State[] states = new State[pinIds.size()];
    Arrays.fill(states, State.UNREAD);
    return new FoundPins(pinIds, states, Optional.empty(), new long[0], new Pin[0]);
  }

  /**
   * Some of them, in their order.
   *
   * @param from the first
   * @param to the first behind the last
   */
  public FoundPins slice(int from, int to) {
    return new FoundPins(
        pinIds.subList(from, to),
        Arrays.copyOfRange(states, from, to),
        snapshot,
        rows.length == 0 ? rows : Arrays.copyOfRange(rows, from, to),
        pins.length == 0 ? pins : Arrays.copyOfRange(pins, from, to));
  }

  /** The ids of all pins, known or not. */
  public List<String> pinIds() {
    return pinIds;
  }

  /** How many pins were looked up. */
  public int size() {
    return states.length;
  }

  /** What is known of a pin. */
  public State state(int i) {
    return states[i];
  }

  /** Whether something is known of every pin. */
  public boolean isComplete() {
    return !has(State.UNREAD);
  }

  /** Whether a pin is in that state. */
  public boolean has(State state) {
    for (State one : states) {
      if (one == state) {
        return true;
      }
    }
    return false;
  }

  /** The places of the pins that are known, in order. */
  public int[] known() {
    int[] known = new int[states.length];
    int count = 0;
    for (int i = 0; i < states.length; i++) {
      if (states[i] == State.KNOWN) {
        known[count++] = i;
      }
    }
    return Arrays.copyOf(known, count);
  }

  /** How often a known pin was acted on. */
  public long actions(int i) {
    return rows[i] == PinSnapshot.NONE ? pins[i].actions() : mapped().actions(rows[i]);
  }

  @Override
  public boolean has(int i) {
    return states[i] == State.KNOWN;
  }

  @Override
  public int width(int i) {
    return rows[i] == PinSnapshot.NONE ? pins[i].vector().length : mapped().width();
  }

  @Override
  public void copyVector(int i, FloatBuffer target, int at) {
    if (rows[i] == PinSnapshot.NONE) {
      target.put(at, pins[i].vector());
    } else {
      mapped().copyVector(rows[i], target, at);
    }
  }

  private PinSnapshot mapped() {
    return snapshot.orElseThrow();
  }
}
