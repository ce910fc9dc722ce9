package io.tidemark.serving.pins;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the releases that are served, written from HBase in the background where there is
 * none yet. Without one, pins come from the cache and HBase.
 */
public final class PinSnapshots implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(PinSnapshots.class);

  /** The one that is served, and the one to go back to. */
  private static final int KEPT = 2;

  private final PinStore store;
  private final Optional<String> configured;
  private final Duration retryAfter;
  private final Clock clock;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "pin-snapshots");
            thread.setDaemon(true);
            return thread;
          });

  /** Least recently asked for first. */
  private final Map<Release, State> states = new LinkedHashMap<>(16, 0.75f, true);

  private Optional<Path> temporary = Optional.empty();
  private volatile long served;

  /**
   * How the snapshot of a release stands.
   *
   * @param snapshot it, if it is there
   * @param comes whether it is being written
   * @param problem why it could not be written last, in words
   */
  public record State(
      Optional<PinSnapshot> snapshot, boolean comes, Optional<String> problem, Instant since) {}

  /** Snapshots of the pins in {@code store}. */
  public PinSnapshots(
      PinStore store, PinsConfiguration configuration, Clock clock, MeterRegistry meters) {
    this.store = store;
    this.configured = configuration.folder();
    this.retryAfter = configuration.retryAfter().toJavaDuration();
    this.clock = clock;
    Gauge.builder("tidemark.pins.snapshot", () -> served)
        .description("pins in the mapped snapshot of the release that is served; 0 without one")
        .baseUnit("pins")
        .register(meters);
  }

  @Override
  public void stop() throws InterruptedException {
    writer.shutdownNow();
    writer.awaitTermination(5, TimeUnit.SECONDS);
    temporary.ifPresent(PinSnapshots::remove);
  }

  /** How the snapshot of a release stands; begins to write it if there is none. */
  public synchronized State of(Release release) {
    State state = states.get(release);
    if (state == null || isToBeTriedAgain(state)) {
      state = new State(Optional.empty(), true, Optional.empty(), clock.instant());
      states.put(release, state);
      writer.execute(() -> prepare(release));
    }
    return state;
  }

  /** Notes what is served, for metrics. */
  public void serving(Optional<PinSnapshot> snapshot) {
    served = snapshot.map(PinSnapshot::pins).orElse(0L);
  }

  private boolean isToBeTriedAgain(State state) {
    return state.problem().isPresent() && clock.instant().isAfter(state.since().plus(retryAfter));
  }

  private void prepare(Release release) {
    try {
      SnapshotFolder folder = new SnapshotFolder(folder());
      PinSnapshot snapshot = openOrWrite(release, folder);
      Set<Release> kept = done(release, snapshot);
      folder.keepOnly(kept);
    } catch (IOException | RuntimeException e) {
      if (!writer.isShutdown()) {
        LOGGER.warn(
            "No snapshot of pins {}: they come from HBase until there is one: {}",
            release.id(),
            e.getMessage());
      }
      failed(release, e);
    }
  }

  private PinSnapshot openOrWrite(Release release, SnapshotFolder folder) throws IOException {
    try {
      Optional<PinSnapshot> there = folder.open(release);
      if (there.isPresent()) {
        return there.get();
      }
    } catch (IOException e) {
      LOGGER.warn("{}: it is written again", e.getMessage());
    }
    Instant start = clock.instant();
    PinSnapshot snapshot = folder.write(release, store);
    LOGGER.info(
        "Wrote a snapshot of {} pins of {} in {} ms",
        snapshot.pins(),
        release.id(),
        Duration.between(start, clock.instant()).toMillis());
    return snapshot;
  }

  private synchronized Set<Release> done(Release release, PinSnapshot snapshot) {
    states.put(release, new State(Optional.of(snapshot), false, Optional.empty(), clock.instant()));
    while (states.size() > KEPT) {
      states.remove(states.keySet().iterator().next());
    }
    return new HashSet<>(states.keySet());
  }

  private synchronized void failed(Release release, Exception e) {
    String problem = "pins release " + release.id() + " has no snapshot: " + e.getMessage();
    states.put(release, new State(Optional.empty(), false, Optional.of(problem), clock.instant()));
  }

  private Path folder() throws IOException {
    if (configured.isPresent()) {
      return Path.of(configured.get());
    }
    if (temporary.isEmpty()) {
      temporary = Optional.of(Files.createTempDirectory("tidemark-pins"));
    }
    return temporary.get();
  }

  private static void remove(Path folder) {
    try {
      new SnapshotFolder(folder).keepOnly(Set.of());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOGGER.warn("Could not remove {}: {}", folder, e.getMessage());
    }
  }
}
