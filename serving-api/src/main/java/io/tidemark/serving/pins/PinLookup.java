package io.tidemark.serving.pins;

import io.tidemark.store.Pin;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Pins that are being looked up: what was found so far can be used at any time. */
public final class PinLookup {
  private final List<String> pinIds;
  private final Optional<PinSnapshot> snapshot;
  private final long[] rows;

  /** Pins that are not in the snapshot, by their place; null until they were looked up. */
  private final AtomicReferenceArray<Optional<Pin>> others;

  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  PinLookup(List<String> pinIds, Optional<PinSnapshot> snapshot) {
    this.pinIds = pinIds;
    this.snapshot = snapshot;
    this.rows = new long[pinIds.size()];
    Arrays.fill(rows, PinSnapshot.NONE);
    snapshot.ifPresent(
        mapped -> {
          for (int i = 0; i < rows.length; i++) {
            rows[i] = mapped.find(pinIds.get(i));
          }
        });
    this.others = new AtomicReferenceArray<>(hasOthers() ? rows.length : 0);
  }

  /** Pins of which nothing will be known, because no release is served. */
  public static PinLookup ofNothing(List<String> pinIds) {
    return new PinLookup(pinIds, Optional.empty());
  }

  /** Completes when every pin was looked up; fails if some could not be. */
  public CompletableFuture<Void> done() {
    return done;
  }

  /** What is known until now, and stays so. */
  public FoundPins found() {
    FoundPins.State[] states = new FoundPins.State[rows.length];
    Pin[] pins = new Pin[others.length()];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != PinSnapshot.NONE) {
        states[i] = FoundPins.State.KNOWN;
        continue;
      }
      Optional<Pin> other = others.get(i);
      if (other == null) {
        states[i] = FoundPins.State.UNREAD;
      } else {
        states[i] = other.isPresent() ? FoundPins.State.KNOWN : FoundPins.State.UNKNOWN;
        pins[i] = other.orElse(null);
      }
    }
    return new FoundPins(pinIds, states, snapshot, rows, pins);
  }

  int size() {
    return rows.length;
  }

  String pinId(int i) {
    return pinIds.get(i);
  }

  boolean isInSnapshot(int i) {
    return rows[i] != PinSnapshot.NONE;
  }

  void add(int i, Optional<Pin> pin) {
    others.set(i, pin);
  }

  void completeAfter(List<CompletableFuture<Void>> reads) {
    done = CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new));
  }

  private boolean hasOthers() {
    for (long row : rows) {
      if (row == PinSnapshot.NONE) {
        return true;
      }
    }
    return false;
  }
}
