package io.tidemark.serving.models;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.serving.pins.PinSnapshots;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what is published and serves it: loads a new ranker beside the old one and swaps them
 * once it is warm. Releases that do not fit together, or cannot be loaded, are not served; the last
 * set that could be stays.
 */
public final class ReleaseWatch implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseWatch.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final List<String> MODELS =
      List.of(Release.PINS, Release.PINNERFORMER, Release.RANKER);

  private final TideStore store;
  private final PinSnapshots snapshots;
  private final ModelsConfiguration configuration;
  private final Clock clock;
  private final ReleaseMeters meters;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "release-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile ServedModels served = ServedModels.NONE;
  private volatile WatchReport report = WatchReport.NOTHING_YET;
  private Optional<FailedLoad> failedLoad = Optional.empty();

  private record FailedLoad(Release release, String problem, Instant at) {}

  /** A watch over the releases in {@code store}, shown in {@code meters}. */
  public ReleaseWatch(
      TideStore store,
      PinSnapshots snapshots,
      ModelsConfiguration configuration,
      Clock clock,
      MeterRegistry meters) {
    this.store = store;
    this.snapshots = snapshots;
    this.configuration = configuration;
    this.clock = clock;
    this.meters = new ReleaseMeters(this::servedReleases, clock, meters);
  }

  @Override
  public void start() {
    scheduler.scheduleWithFixedDelay(
        this::lookAgain, 0, configuration.poll().toMilliseconds(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws InterruptedException {
    scheduler.shutdownNow();
    scheduler.awaitTermination(5, TimeUnit.SECONDS);
    ServedModels last = served;
    served = ServedModels.NONE;
    last.close();
  }

  /** What is served now; close it when done. */
  public ServedModels hold() {
    while (true) {
      ServedModels current = served;
      if (current.ranker().map(OnnxRanker::tryHold).orElse(true)) {
        return current;
      }
    }
  }

  /** Which releases are served now. */
  public ReleaseSet servedReleases() {
    return served.releases();
  }

  /** How watching went last. */
  public WatchReport report() {
    return report;
  }

  /** Reads what is published, and serves it if it can be; the watch does so again and again. */
  public void lookAgain() {
    Instant readAt = clock.instant();
    try {
      ReleaseSet published = readPublished();
      List<String> mismatches = published.mismatches();
      published.pins().ifPresent(snapshots::of);
      serve(
          mismatches.isEmpty() ? published : insteadOf(published),
          join(store.published(Release.PINNERSAGE)));
      Optional<String> snapshotProblem =
          served.releases().pins().map(snapshots::of).flatMap(PinSnapshots.State::problem);
      report =
          new WatchReport(
              Optional.of(published),
              Optional.of(readAt),
              mismatches,
              failedLoad.map(FailedLoad::problem),
              served.releases().pins().isPresent()
                  && served.snapshot().isEmpty()
                  && snapshotProblem.isEmpty(),
              snapshotProblem);
      snapshots.serving(served.snapshot());
      meters.update(served.releases());
    } catch (CompletionException e) {
      LOGGER.debug("The releases could not be read", e);
    } catch (RuntimeException e) {
      LOGGER.error("Watching the releases failed", e);
    }
  }

  private ReleaseSet readPublished() {
    CompletableFuture<Optional<Release>> pins = store.published(Release.PINS);
    CompletableFuture<Optional<Release>> pinnerformer = store.published(Release.PINNERFORMER);
    CompletableFuture<Optional<Release>> ranker = store.published(Release.RANKER);
    return new ReleaseSet(join(pins), join(pinnerformer), join(ranker));
  }

  /** What to serve while the published releases do not fit together. */
  private ReleaseSet insteadOf(ReleaseSet published) {
    ReleaseSet current = served.releases();
    if (current.ranker().isPresent()) {
      ReleaseSet updated = published.withRanker(current.ranker());
      return updated.isConsistent() ? updated : current;
    }
    return ReleaseSet.lastConsistent(oncePublished())
        .orElse(published.withRanker(Optional.empty()));
  }

  private Map<String, List<Release>> oncePublished() {
    Map<String, List<Release>> once = new HashMap<>();
    for (String model : MODELS) {
      Map<String, Release> byId = new HashMap<>();
      join(store.releases(model)).forEach(release -> byId.put(release.id(), release));
      once.put(
          model,
          join(store.history(model)).stream()
              .map(PublishEvent::releaseId)
              .distinct()
              .filter(byId::containsKey)
              .map(byId::get)
              .toList());
    }
    return once;
  }

  private void serve(ReleaseSet wanted, Optional<Release> interests) {
    ServedModels current = served;
    Optional<PinSnapshots.State> pins = wanted.pins().map(snapshots::of);
    if (current.releases().pins().isPresent()
        && !wanted.pins().equals(current.releases().pins())
        && pins.map(PinSnapshots.State::comes).orElse(false)) {
      return; // The next look finds the snapshot; until then the old pins stay.
    }
    Optional<PinSnapshot> snapshot = pins.flatMap(PinSnapshots.State::snapshot);
    if (wanted.ranker().equals(current.releases().ranker())) {
      failedLoad = Optional.empty();
      served = new ServedModels(wanted, current.ranker(), snapshot, interests);
      return;
    }
    Optional<OnnxRanker> loaded = wanted.ranker().flatMap(this::load);
    if (loaded.isPresent() || wanted.ranker().isEmpty()) {
      served = new ServedModels(wanted, loaded, snapshot, interests);
      current.close();
      LOGGER.info("Serving {}", describe(wanted));
      return;
    }
    ReleaseSet withOldRanker = wanted.withRanker(current.releases().ranker());
    if (withOldRanker.isConsistent()) {
      served = new ServedModels(withOldRanker, current.ranker(), snapshot, interests);
    }
  }

  private Optional<OnnxRanker> load(Release release) {
    Instant retryFrom = clock.instant().minus(configuration.retryAfter().toJavaDuration());
    if (failedLoad
        .filter(failed -> failed.release().equals(release) && failed.at().isAfter(retryFrom))
        .isPresent()) {
      return Optional.empty();
    }
    try {
      OnnxRanker ranker = OnnxRanker.load(release, configuration);
      failedLoad = Optional.empty();
      return Optional.of(ranker);
    } catch (ModelLoadException e) {
      String problem = "ranker release " + release.id() + " cannot be loaded: " + e.getMessage();
      LOGGER.error("{}; what was served before stays", problem, e);
      failedLoad = Optional.of(new FailedLoad(release, problem, clock.instant()));
      return Optional.empty();
    }
  }

  private static String describe(ReleaseSet set) {
    List<String> names = new ArrayList<>();
    for (String model : MODELS) {
      names.add(model + " " + set.of(model).map(Release::id).orElse("none"));
    }
    return String.join(", ", names);
  }

  private static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
