package io.tidemark.serving.tides;

import io.tidemark.store.Pin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Pins that are being looked up: what was found so far can be used at any time. */
final class PinLookup {
  private final Map<String, Optional<Pin>> found = new ConcurrentHashMap<>();
  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  void add(String pinId, Optional<Pin> pin) {
    found.put(pinId, pin);
  }

  void completeAfter(List<CompletableFuture<Void>> reads) {
    done = CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new));
  }

  /** Completes when every pin was looked up; fails if some could not be. */
  CompletableFuture<Void> done() {
    return done;
  }

  /**
   * What was found until now, by pin id: empty if the version does not have the pin, absent if it
   * was not read.
   */
  Map<String, Optional<Pin>> found() {
    return Map.copyOf(found);
  }
}
