package io.tidemark.serving.drift;

import io.tidemark.serving.drift.Drift.Status;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinLookup;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.store.PastAction;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures how far one user's embedding has drifted. */
public final class DriftProbe {
  private static final Logger LOGGER = LoggerFactory.getLogger(DriftProbe.class);
  private static final Duration PINS_WITHIN = Duration.ofSeconds(1);

  private final DriftModel model;
  private final PinCache pins;

  /**
   * @param model computes embeddings
   * @param pins where those are that are not mapped
   */
  public DriftProbe(DriftModel model, PinCache pins) {
    this.model = model;
    this.pins = pins;
  }

  /**
   * The drift of a user.
   *
   * @param releases that are served
   * @param snapshot the pins that are mapped, if they are
   * @param read what is known of the user
   */
  Drift measure(ReleaseSet releases, Optional<PinSnapshot> snapshot, UserReads read) {
    if (read.embedding().known().isEmpty()
        || read.history().known().isEmpty()
        || read.actions().known().isEmpty()) {
      return Drift.unknown(Status.UNREAD);
    }
    Optional<UserEmbedding> embedding = read.embedding().known().get();
    if (releases.pinnerformer().isEmpty() || embedding.isEmpty()) {
      return Drift.unknown(Status.NO_EMBEDDING);
    }
    Optional<UserHistory> history =
        read.history().known().get().filter(known -> !known.actions().isEmpty());
    if (history.isEmpty()) {
      return Drift.unknown(Status.NO_HISTORY);
    }
    try {
      return model
          .use(
              releases.pinnerformer().get(),
              loaded ->
                  measure(
                      loaded,
                      releases.pins(),
                      snapshot,
                      embedding.get(),
                      MergedHistory.of(
                          history.get(), read.actions().known().get(), loaded.window())))
          .orElseGet(() -> Drift.unknown(Status.BUSY));
    } catch (ModelLoadException e) {
      return Drift.unknown(Status.MODEL_FAILED);
    }
  }

  private Drift measure(
      OnnxPinnerFormer loaded,
      Optional<Release> servedPins,
      Optional<PinSnapshot> snapshot,
      UserEmbedding served,
      MergedHistory merged) {
    if (!servedPins.map(Release::version).equals(Optional.of(loaded.pinsVersion()))) {
      return Drift.unknown(Status.PINS_MISMATCH);
    }
    List<PastAction> actions = merged.past();
    PinLookup lookup =
        pins.lookup(
            actions.stream().map(PastAction::pinId).toList(), loaded.pinsVersion(), snapshot);
    try {
      lookup.done().get(PINS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      FoundPins found = lookup.found();
      int unknown = found.size() - found.known().length;
      double cosine = cosine(served.vector(), loaded.embed(actions, found));
      return Double.isFinite(cosine)
          ? new Drift(
              Math.max(0, 1 - cosine),
              Status.MEASURED,
              actions.size(),
              merged.newer(),
              merged.late(),
              unknown)
          : Drift.unknown(Status.MODEL_FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Drift.unknown(Status.UNREAD);
    } catch (ExecutionException | TimeoutException e) {
      return Drift.unknown(Status.UNREAD);
    } catch (ScoringException e) {
      LOGGER.warn("Drift cannot be measured by {}", loaded.release().id(), e);
      return Drift.unknown(Status.MODEL_FAILED);
    }
  }

  /** Not a number if one of them is zero, is none, or they are of different lengths. */
  static double cosine(float[] one, float[] other) {
    if (one.length != other.length) {
      return Double.NaN;
    }
    double dot = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      dot += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    return dot / Math.sqrt(ones * others);
  }
}
