package io.tidemark.serving.retrieval;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Release;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which index and which interests are published. A new index is opened and warmed beside
 * the old one, then swapped; the old one closes when its last request is done. One that cannot be
 * opened is not served: the one before stays.
 */
public final class RetrievalWatch implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(RetrievalWatch.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  private final TideStore store;
  private final RetrievalConfiguration configuration;
  private final Clock clock;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "retrieval-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<CandidateIndex> served = Optional.empty();
  private volatile Optional<Release> published = Optional.empty();
  private volatile Optional<Release> interests = Optional.empty();
  private volatile Optional<Failure> failure = Optional.empty();

  private record Failure(Release release, String problem, Instant at) {}

  /** A watch over the releases in {@code store}. */
  public RetrievalWatch(
      TideStore store, RetrievalConfiguration configuration, Clock clock, MeterRegistry meters) {
    this.store = store;
    this.configuration = configuration;
    this.clock = clock;
    Gauge.builder("tidemark.retrieval.index", () -> served.map(CandidateIndex::pins).orElse(0))
        .description("pins in the index that is served; 0 without one")
        .baseUnit("pins")
        .register(meters);
  }

  @Override
  public void start() {
    scheduler.scheduleWithFixedDelay(
        this::lookAgain, 0, configuration.poll().toMilliseconds(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws InterruptedException, IOException {
    scheduler.shutdownNow();
    scheduler.awaitTermination(5, TimeUnit.SECONDS);
    Optional<CandidateIndex> last = served;
    served = Optional.empty();
    if (last.isPresent()) {
      last.get().close();
    }
  }

  /** The index that is served, held: {@link CandidateIndex#letGo} it when done. */
  Optional<CandidateIndex> hold() {
    while (true) {
      Optional<CandidateIndex> current = served;
      if (current.map(CandidateIndex::tryHold).orElse(true)) {
        return current;
      }
    }
  }

  /** The release of interests that is published, as it was last read. */
  public Optional<Release> interests() {
    return interests;
  }

  /** The release of the index that is published, as it was last read. */
  public Optional<Release> published() {
    return published;
  }

  /** The release of the index that is served. */
  public Optional<Release> served() {
    return served.map(CandidateIndex::release);
  }

  /** Why the published index is not served, in words. */
  public Optional<String> problem() {
    return failure.map(Failure::problem);
  }

  /** Reads what is published, and serves it if it can be; the watch does so again and again. */
  public void lookAgain() {
    try {
      CompletableFuture<Optional<Release>> index = store.published(Release.RETRIEVAL);
      CompletableFuture<Optional<Release>> newest = store.published(Release.PINNERSAGE);
      interests = join(newest);
      published = join(index);
      serve(published);
    } catch (CompletionException e) {
      LOGGER.debug("The releases could not be read", e);
    } catch (IOException | RuntimeException e) {
      LOGGER.error("Watching the index failed", e);
    }
  }

  private void serve(Optional<Release> wanted) throws IOException {
    Optional<CandidateIndex> current = served;
    if (wanted.equals(current.map(CandidateIndex::release)) || isToBeLeft(wanted)) {
      return;
    }
    Optional<CandidateIndex> next = Optional.empty();
    if (wanted.isPresent()) {
      try {
        next = Optional.of(CandidateIndex.open(wanted.get()));
      } catch (IOException | RuntimeException e) {
        String problem =
            "index release %s cannot be opened: %s".formatted(wanted.get().id(), e.getMessage());
        LOGGER.error("{}; what was served before stays", problem, e);
        failure = Optional.of(new Failure(wanted.get(), problem, clock.instant()));
        return;
      }
    }
    failure = Optional.empty();
    served = next;
    LOGGER.info("Serving index {}", wanted.map(Release::id).orElse("none"));
    if (current.isPresent()) {
      current.get().close();
    }
  }

  /** Whether it could not be opened a moment ago. */
  private boolean isToBeLeft(Optional<Release> wanted) {
    Instant retryFrom = clock.instant().minus(configuration.retryAfter().toJavaDuration());
    return failure
        .filter(failed -> wanted.equals(Optional.of(failed.release())))
        .filter(failed -> failed.at().isAfter(retryFrom))
        .isPresent();
  }

  private static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
