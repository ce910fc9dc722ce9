package io.tidemark.serving.pins;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.store.Pin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Pins that no snapshot has: from memory where they have been read before, else from the store.
 * Bounded; keyed by the pins' version, so that vectors of two trainings never meet; pins that a
 * version does not have are remembered shortly.
 */
public final class PinCache {
  private static final int CHUNK = 500;

  private final PinStore store;
  private final Cache<Key, Optional<Pin>> cache;

  private record Key(String version, String pinId) {}

  /** A cache in front of {@code store}. */
  public PinCache(PinStore store, PinsConfiguration configuration, MeterRegistry meters) {
    this.store = store;
    Duration knownFor = configuration.knownFor().toJavaDuration();
    Duration unknownFor = configuration.unknownFor().toJavaDuration();
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(configuration.cacheSize())
            .expireAfter(
                Expiry.<Key, Optional<Pin>>writing(
                    (key, pin) -> pin.isPresent() ? knownFor : unknownFor))
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, cache, "pins");
  }

  /**
   * Starts to look pins up; what is mapped or in memory is there at once.
   *
   * @param pinIds which; one may be there more than once
   * @param version of the vector space
   * @param snapshot the pins of that version that are mapped
   */
  public PinLookup lookup(List<String> pinIds, String version, Optional<PinSnapshot> snapshot) {
    PinLookup lookup = new PinLookup(pinIds, snapshot);
    Map<String, List<Integer>> misses = new LinkedHashMap<>();
    for (int i = 0; i < lookup.size(); i++) {
      if (!lookup.isInSnapshot(i)) {
        Optional<Pin> cached = cache.getIfPresent(new Key(version, lookup.pinId(i)));
        if (cached == null) {
          misses.computeIfAbsent(lookup.pinId(i), pinId -> new ArrayList<>(1)).add(i);
        } else {
          lookup.add(i, cached);
        }
      }
    }
    List<String> missing = List.copyOf(misses.keySet());
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    for (int from = 0; from < missing.size(); from += CHUNK) {
      List<String> chunk = missing.subList(from, Math.min(missing.size(), from + CHUNK));
      reads.add(
          store
              .pins(chunk, version)
              .thenAccept(
                  found -> {
                    for (String pinId : chunk) {
                      Optional<Pin> pin = Optional.ofNullable(found.get(pinId));
                      cache.put(new Key(version, pinId), pin);
                      misses.get(pinId).forEach(i -> lookup.add(i, pin));
                    }
                  }));
    }
    lookup.completeAfter(reads);
    return lookup;
  }
}
