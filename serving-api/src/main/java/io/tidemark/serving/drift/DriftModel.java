package io.tidemark.serving.drift;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PinnerFormer of the served release, loaded when it is first needed and kept. One user at a
 * time is embedded: this is beside the rankings, and must not take their cores.
 */
public final class DriftModel implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(DriftModel.class);
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final ModelsConfiguration configuration;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<OnnxPinnerFormer> loaded = Optional.empty();
  private Optional<Failure> failure = Optional.empty();

  private record Failure(Release release, ModelLoadException problem, Instant at) {}

  /** What is done with the model while it is held. */
  interface Use<T> {
    T with(OnnxPinnerFormer model);
  }

  /** A model that is loaded as the configuration says. */
  public DriftModel(ModelsConfiguration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      loaded.ifPresent(OnnxPinnerFormer::close);
      loaded = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Uses the model of a release.
   *
   * @return empty if others used it for too long
   * @throws ModelLoadException if it cannot be loaded
   */
  <T> Optional<T> use(Release release, Use<T> use) throws ModelLoadException {
    try {
      if (!lock.tryLock(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(use.with(of(release)));
    } finally {
      lock.unlock();
    }
  }

  private OnnxPinnerFormer of(Release release) throws ModelLoadException {
    Optional<OnnxPinnerFormer> same =
        loaded.filter(model -> model.release().version().equals(release.version()));
    if (same.isPresent()) {
      return same.get();
    }
    Instant retryFrom = clock.instant().minus(configuration.retryAfter().toJavaDuration());
    if (failure
        .filter(last -> last.release().equals(release) && last.at().isAfter(retryFrom))
        .isPresent()) {
      throw failure.get().problem();
    }
    try {
      OnnxPinnerFormer model = OnnxPinnerFormer.load(release, configuration);
      loaded.ifPresent(OnnxPinnerFormer::close);
      loaded = Optional.of(model);
      failure = Optional.empty();
      return model;
    } catch (ModelLoadException e) {
      LOGGER.warn("Drift cannot be measured by {}: {}", release.id(), e.getMessage());
      failure = Optional.of(new Failure(release, e, clock.instant()));
      throw e;
    }
  }
}
