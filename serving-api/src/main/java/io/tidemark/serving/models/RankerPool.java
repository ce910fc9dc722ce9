package io.tidemark.serving.models;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rankers besides the published one, each asked for by the id of its release: loaded and warm
 * before anybody can borrow them. One that does not fit the pins and embeddings that are served is
 * not handed out.
 */
public final class RankerPool implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(RankerPool.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  /** The most rankers that are kept, each with the memory of one. */
  private static final int MOST = 8;

  private final TideStore store;
  private final ModelsConfiguration configuration;
  private final Clock clock;
  private final Map<String, Instant> failed = new HashMap<>();
  private volatile Map<String, OnnxRanker> loaded = Map.of();

  /** A pool of rankers whose releases are in {@code store}. */
  public RankerPool(TideStore store, ModelsConfiguration configuration, Clock clock) {
    this.store = store;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** A ranker in use; the pool may drop it meanwhile, but it closes only afterwards. */
  public record Borrowed(OnnxRanker ranker) implements AutoCloseable {
    /** Gives it back. */
    @Override
    public void close() {
      ranker.letGo();
    }
  }

  /** A ranker, if it is loaded and fits {@code served}. To be given back. */
  public Optional<Borrowed> borrow(String releaseId, ReleaseSet served) {
    return Optional.ofNullable(loaded.get(releaseId))
        .filter(ranker -> served.withRanker(Optional.of(ranker.release())).isConsistent())
        .filter(OnnxRanker::tryHold)
        .map(Borrowed::new);
  }

  /** Loads those that are wanted and not there, and lets go of the others. Takes its time. */
  public synchronized void keep(Set<String> wanted) {
    Map<String, OnnxRanker> next = new HashMap<>(loaded);
    next.keySet().retainAll(wanted);
    List<String> missing =
        wanted.stream()
            .sorted()
            .filter(id -> !next.containsKey(id) && mayBeTried(id))
            .limit(Math.max(0, MOST - next.size()))
            .toList();
    if (!missing.isEmpty()) {
      try {
        for (Release release : releases()) {
          if (missing.contains(release.id())) {
            load(release).ifPresent(ranker -> next.put(release.id(), ranker));
          }
        }
        missing.stream()
            .filter(id -> !next.containsKey(id))
            .forEach(id -> failed.put(id, clock.instant()));
      } catch (CompletionException e) {
        LOGGER.debug("The releases of rankers could not be read", e);
      }
    }
    Map<String, OnnxRanker> before = loaded;
    loaded = Map.copyOf(next);
    before.forEach(
        (id, ranker) -> {
          if (!next.containsKey(id)) {
            ranker.letGo();
          }
        });
  }

  @Override
  public void stop() {
    keep(Set.of());
  }

  private boolean mayBeTried(String id) {
    Instant retryFrom = clock.instant().minus(configuration.retryAfter().toJavaDuration());
    return !failed.getOrDefault(id, Instant.MIN).isAfter(retryFrom);
  }

  private List<Release> releases() {
    return store
        .releases(Release.RANKER)
        .orTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private Optional<OnnxRanker> load(Release release) {
    if (release.failure().isPresent()) {
      refuse(release, release.failure().get());
      return Optional.empty();
    }
    try {
      OnnxRanker ranker = OnnxRanker.load(release, configuration);
      failed.remove(release.id());
      LOGGER.info("Ranker release {} is at hand for experiments", release.id());
      return Optional.of(ranker);
    } catch (ModelLoadException e) {
      refuse(release, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void refuse(Release release, String why) {
    LOGGER.error("Ranker release {} cannot be used in experiments: {}", release.id(), why);
  }
}
