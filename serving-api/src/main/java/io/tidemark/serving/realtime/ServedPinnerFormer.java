package io.tidemark.serving.realtime;

import io.dropwizard.lifecycle.Managed;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PinnerFormer of the served release, loaded when it is first needed and kept. There is one of
 * them, whoever uses it: it may take as much memory as everything else together.
 */
public final class ServedPinnerFormer implements Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServedPinnerFormer.class);

  private final ModelsConfiguration configuration;
  private final Clock clock;
  private volatile Optional<OnnxPinnerFormer> loaded = Optional.empty();
  private Optional<Failure> failure = Optional.empty();

  private record Failure(Release release, ModelLoadException problem, Instant at) {}

  /** The model in use; another may be loaded meanwhile, but it closes only afterwards. */
  public record Borrowed(OnnxPinnerFormer model) implements AutoCloseable {
    /** Gives it back. */
    @Override
    public void close() {
      model.letGo();
    }
  }

  /** A model that is loaded as the configuration says. */
  public ServedPinnerFormer(ModelsConfiguration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  @Override
  public synchronized void stop() {
    loaded.ifPresent(OnnxPinnerFormer::letGo);
    loaded = Optional.empty();
  }

  /** The model of a release if it is at hand. Never waits. To be given back. */
  public Optional<Borrowed> ifLoaded(Release release) {
    return loaded
        .filter(model -> isOf(release, model))
        .filter(OnnxPinnerFormer::tryHold)
        .map(Borrowed::new);
  }

  /**
   * The model of a release, loaded now if it is not at hand, which takes its time. To be given
   * back.
   *
   * @throws ModelLoadException if it cannot be loaded; it is tried again after a while
   */
  public synchronized Borrowed load(Release release) throws ModelLoadException {
    Optional<Borrowed> atHand = ifLoaded(release);
    if (atHand.isPresent()) {
      return atHand.get();
    }
    Instant retryFrom = clock.instant().minus(configuration.retryAfter().toJavaDuration());
    if (failure
        .filter(last -> last.release().equals(release) && last.at().isAfter(retryFrom))
        .isPresent()) {
      throw failure.get().problem();
    }
    try {
      OnnxPinnerFormer model = OnnxPinnerFormer.load(release, configuration);
      Optional<OnnxPinnerFormer> before = loaded;
      loaded = Optional.of(model);
      failure = Optional.empty();
      before.ifPresent(OnnxPinnerFormer::letGo);
      return ifLoaded(release).orElseThrow();
    } catch (ModelLoadException e) {
      LOGGER.warn("The PinnerFormer of {} cannot be used: {}", release.id(), e.getMessage());
      failure = Optional.of(new Failure(release, e, clock.instant()));
      throw e;
    }
  }

  private static boolean isOf(Release release, OnnxPinnerFormer model) {
    return model.release().version().equals(release.version());
  }
}
