package io.tidemark.serving.tides;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.store.Pin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Pins, from memory where they have been read before. Bounded; keyed by the pins' version, so that
 * vectors of two trainings never meet; pins that a version does not have are remembered shortly.
 */
public final class PinCache {
  private static final int CHUNK = 500;
  private static final Duration KNOWN_FOR = Duration.ofHours(1);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  private final TideStore store;
  private final Cache<Key, Optional<Pin>> cache;

  private record Key(String version, String pinId) {}

  /** A cache of at most {@code size} pins in front of {@code store}. */
  public PinCache(TideStore store, int size, MeterRegistry meters) {
    this.store = store;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(size)
            .expireAfter(
                Expiry.<Key, Optional<Pin>>writing(
                    (key, pin) -> pin.isPresent() ? KNOWN_FOR : UNKNOWN_FOR))
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, cache, "pins");
  }

  /** Starts to look pins up; what is in memory is there at once. */
  public PinLookup lookup(Collection<String> pinIds, String version) {
    PinLookup lookup = new PinLookup();
    List<String> misses = new ArrayList<>();
    for (String pinId : pinIds) {
      Optional<Pin> cached = cache.getIfPresent(new Key(version, pinId));
      if (cached == null) {
        misses.add(pinId);
      } else {
        lookup.add(pinId, cached);
      }
    }
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    for (int from = 0; from < misses.size(); from += CHUNK) {
      List<String> chunk = misses.subList(from, Math.min(misses.size(), from + CHUNK));
      reads.add(
          store.pins(chunk, version).thenAccept(found -> keep(lookup, chunk, found, version)));
    }
    lookup.completeAfter(reads);
    return lookup;
  }

  private void keep(PinLookup lookup, List<String> pinIds, Map<String, Pin> found, String version) {
    for (String pinId : pinIds) {
      Optional<Pin> pin = Optional.ofNullable(found.get(pinId));
      cache.put(new Key(version, pinId), pin);
      lookup.add(pinId, pin);
    }
  }
}
