package io.tidemark.serving.fleet;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.drift.UserFreshness;
import io.tidemark.serving.fleet.FleetAnswer.Sample;
import io.tidemark.serving.metrics.Percentiles;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Release;
import io.tidemark.store.UserAsOf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws users evenly from all that have an embedding, whether they ask for rankings or not: of many
 * the embedding's as-of, of a few everything. One user at a time, in the background.
 */
public final class FleetSampler implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(FleetSampler.class);
  private static final Duration DRAWN_ANEW = Duration.ofMinutes(1);
  private static final Duration READ_WITHIN = Duration.ofSeconds(5);
  private static final int TO_MEASURE = 100;
  private static final int SALTS = 256;
  private static final int TOP = 10;

  private final TideStore store;
  private final ReleaseWatch models;
  private final Probe probe;
  private final SampleConfiguration configuration;
  private final SampledChanges changes;
  private final Clock clock;
  private final Random random;
  private final Deque<UserAsOf> toMeasure = new ArrayDeque<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fleet-sampler");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<Drawn> drawn = Optional.empty();

  /** Measures one user. */
  @FunctionalInterface
  public interface Probe {
    /** As {@link io.tidemark.serving.drift.UserFreshnessProbe#of}. */
    UserFreshness of(String userId, List<String> candidates, int drawn, int k);
  }

  private record Drawn(Release release, List<UserAsOf> users, Instant at) {}

  /**
   * @param store where the users are
   * @param models what is served
   * @param probe measures one of them
   * @param configuration how many, how often
   * @param changes where it is kept what was measured
   * @param clock the time of day
   * @param random draws them
   */
  public FleetSampler(
      TideStore store,
      ReleaseWatch models,
      Probe probe,
      SampleConfiguration configuration,
      SampledChanges changes,
      Clock clock,
      Random random) {
    this.store = store;
    this.models = models;
    this.probe = probe;
    this.configuration = configuration;
    this.changes = changes;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void start() {
    if (configuration.enabled()) {
      stepAfter(configuration.pauseAfter(0));
    }
  }

  private void stepAfter(long nanos) {
    try {
      var unused =
          scheduler.schedule(
              () -> {
                long start = System.nanoTime();
                step();
                stepAfter(configuration.pauseAfter(System.nanoTime() - start));
              },
              nanos,
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      LOGGER.debug("No more users are sampled", stopped);
    }
  }

  @Override
  public void stop() throws InterruptedException {
    scheduler.shutdownNow();
    scheduler.awaitTermination(5, TimeUnit.SECONDS);
  }

  /** What users have; nothing is known of them if none could be drawn for a while. */
  public Sample view() {
    Instant now = clock.instant();
    Optional<Drawn> current =
        drawn.filter(
            last ->
                models.servedReleases().pinnerformer().equals(Optional.of(last.release()))
                    && now.isBefore(last.at().plus(DRAWN_ANEW.multipliedBy(3))));
    double[] ages =
        current.map(Drawn::users).orElse(List.of()).stream()
            .mapToDouble(user -> Math.max(0, Duration.between(user.asOf(), now).toSeconds()))
            .toArray();
    return new Sample(
        ages.length, drawn.map(Drawn::at).orElse(null), Percentiles.of(ages), changes.view());
  }

  /** Draws users if it is time, and measures one. */
  void step() {
    try {
      Optional<Release> release = models.servedReleases().pinnerformer();
      if (release.isEmpty()) {
        return;
      }
      if (drawn.filter(last -> isCurrent(last, release.get())).isEmpty()) {
        draw(release.get());
      }
      UserAsOf next = toMeasure.poll();
      if (next != null) {
        changes.record(probe.of(next.userId(), List.of(), configuration.candidates(), TOP));
      }
    } catch (CompletionException e) {
      LOGGER.debug("No users could be drawn", e);
    } catch (RuntimeException e) {
      LOGGER.error("A user could not be sampled", e);
    }
  }

  private boolean isCurrent(Drawn last, Release release) {
    return last.release().equals(release)
        && clock.instant().isBefore(last.at().plus(DRAWN_ANEW))
        && !(toMeasure.isEmpty() && !last.users().isEmpty());
  }

  private void draw(Release release) {
    List<UserAsOf> users =
        store
            .asOfs(release.version(), release.asOf(), random.nextInt(SALTS), configuration.users())
            .orTimeout(READ_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
            .join();
    drawn = Optional.of(new Drawn(release, users, clock.instant()));
    List<UserAsOf> shuffled = new ArrayList<>(users);
    Collections.shuffle(shuffled, random);
    toMeasure.clear();
    shuffled.stream().limit(TO_MEASURE).forEach(toMeasure::add);
  }
}
