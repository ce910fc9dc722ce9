package io.tidemark.serving.drift;

import io.tidemark.serving.drift.Drift.Status;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.serving.realtime.HistoryEmbedder;
import io.tidemark.serving.realtime.MergedHistory;
import io.tidemark.serving.realtime.ServedPinnerFormer;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how far one user's embedding has drifted. One user at a time: this is beside the
 * rankings, and must not take their cores.
 */
public final class DriftProbe {
  private static final Logger LOGGER = LoggerFactory.getLogger(DriftProbe.class);
  private static final Duration PINS_WITHIN = Duration.ofSeconds(1);
  private static final Duration TURN_WITHIN = Duration.ofSeconds(2);

  private final ServedPinnerFormer models;
  private final HistoryEmbedder embedder;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * @param models computes embeddings
   * @param embedder brings it what it looks at
   */
  public DriftProbe(ServedPinnerFormer models, HistoryEmbedder embedder) {
    this.models = models;
    this.embedder = embedder;
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
    if (!turn()) {
      return Drift.unknown(Status.BUSY);
    }
    try (ServedPinnerFormer.Borrowed borrowed = models.load(releases.pinnerformer().get())) {
      OnnxPinnerFormer model = borrowed.model();
      MergedHistory merged =
          MergedHistory.of(history.get(), read.actions().known().get(), model.window());
      return releases.pins().map(Release::version).equals(Optional.of(model.pinsVersion()))
          ? measure(model, snapshot, embedding.get(), merged)
          : Drift.unknown(Status.PINS_MISMATCH);
    } catch (ModelLoadException e) {
      return Drift.unknown(Status.MODEL_FAILED);
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean turn() {
    try {
      return oneAtATime.tryLock(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Drift measure(
      OnnxPinnerFormer model,
      Optional<PinSnapshot> snapshot,
      UserEmbedding served,
      MergedHistory merged) {
    try {
      HistoryEmbedder.Embedded now =
          embedder.embed(model, snapshot, merged.past(), System.nanoTime() + PINS_WITHIN.toNanos());
      double cosine = cosine(served.vector(), now.vector());
      return Double.isFinite(cosine)
          ? new Drift(
              Math.max(0, 1 - cosine),
              Status.MEASURED,
              merged.actions().size(),
              merged.newer(),
              merged.late(),
              now.unknownPins())
          : Drift.unknown(Status.MODEL_FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Drift.unknown(Status.UNREAD);
    } catch (ExecutionException | TimeoutException e) {
      return Drift.unknown(Status.UNREAD);
    } catch (ScoringException e) {
      LOGGER.warn("Drift cannot be measured by {}", model.release().id(), e);
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
