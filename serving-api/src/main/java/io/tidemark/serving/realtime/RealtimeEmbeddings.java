package io.tidemark.serving.realtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.models.ModelLoadException;
import io.tidemark.serving.models.OnnxPinnerFormer;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.realtime.RealtimeEmbedding.Status;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds users at the moment of a request, by the PinnerFormer that is served and the merged
 * history of both sides: what the daily job would compute if it ran now.
 *
 * <p>Its cost is bounded: a few at a time, each with a deadline of its own that is before the
 * ranking's, and the model is loaded beside the requests, never by one. Whatever does not come to
 * pass in time has a name, and the batch's embedding ranks.
 */
public final class RealtimeEmbeddings implements Realtime {
  private static final Logger LOGGER = LoggerFactory.getLogger(RealtimeEmbeddings.class);

  /** More than any model looks at, and no more than a call may read. */
  private static final int MOST_ACTIONS = 512;

  private final TideStore store;
  private final ServedPinnerFormer models;
  private final HistoryEmbedder embedder;
  private final int liveLimit;
  private final long timeoutNanos;
  private final Semaphore turns;
  private final RealtimeMeters meters;

  /**
   * @param store where histories are
   * @param models computes embeddings
   * @param embedder brings it what it looks at
   * @param liveLimit the most live actions that rankings read
   * @param configuration how many at a time, for how long
   * @param meters where it is measured
   */
  public RealtimeEmbeddings(
      TideStore store,
      ServedPinnerFormer models,
      HistoryEmbedder embedder,
      int liveLimit,
      RealtimeConfiguration configuration,
      MeterRegistry meters) {
    this.store = store;
    this.models = models;
    this.embedder = embedder;
    this.liveLimit = liveLimit;
    this.timeoutNanos = configuration.timeout().toNanoseconds();
    this.turns = new Semaphore(configuration.turns(), true);
    this.meters = new RealtimeMeters(meters);
  }

  /** Loads the model of the release that is served, if it is not at hand. Takes its time. */
  public void prepare(Optional<Release> release) {
    if (release.isEmpty()) {
      return;
    }
    try {
      models.load(release.get()).close();
    } catch (ModelLoadException e) {
      LOGGER.debug("Embeddings cannot be computed by {}", release.get().id(), e);
    }
  }

  @Override
  public RealtimeEmbedding of(Request request) {
    long start = System.nanoTime();
    RealtimeEmbedding embedding = compute(request, start);
    meters.count(embedding.status(), System.nanoTime() - start);
    return embedding;
  }

  private RealtimeEmbedding compute(Request request, long start) {
    Optional<Release> release = request.served().releases().pinnerformer();
    if (release.isEmpty()) {
      return RealtimeEmbedding.not(Status.NO_RELEASE);
    }
    Optional<ServedPinnerFormer.Borrowed> atHand = models.ifLoaded(release.get());
    if (atHand.isEmpty()) {
      return RealtimeEmbedding.not(Status.NOT_LOADED);
    }
    try (ServedPinnerFormer.Borrowed borrowed = atHand.get()) {
      return compute(request, borrowed.model(), Math.min(start + timeoutNanos, request.deadline()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return RealtimeEmbedding.not(Status.OUT_OF_TIME);
    } catch (ExecutionException e) {
      LOGGER.debug("A history could not be read", e);
      return RealtimeEmbedding.not(Status.UNREAD);
    } catch (TimeoutException e) {
      return RealtimeEmbedding.not(Status.OUT_OF_TIME);
    } catch (ScoringException e) {
      LOGGER.warn("No embedding can be computed by {}", release.get().id(), e);
      return RealtimeEmbedding.not(Status.MODEL_FAILED);
    }
  }

  private RealtimeEmbedding compute(Request request, OnnxPinnerFormer model, long deadline)
      throws ScoringException, ExecutionException, TimeoutException, InterruptedException {
    if (!request
        .served()
        .releases()
        .pins()
        .map(Release::version)
        .equals(Optional.of(model.pinsVersion()))) {
      return RealtimeEmbedding.not(Status.PINS_MISMATCH);
    }
    Optional<Optional<UserEmbedding>> batch = request.read().embedding().known();
    Optional<List<Action>> live = request.read().actions().known();
    if (batch.isEmpty() || live.isEmpty()) {
      return RealtimeEmbedding.not(Status.UNREAD);
    }
    Optional<MergedHistory> merged = merged(request, batch.get(), live.get(), model, deadline);
    if (merged.isEmpty() || merged.get().actions().isEmpty()) {
      return RealtimeEmbedding.not(Status.NO_HISTORY);
    }
    if (!turns.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
      return RealtimeEmbedding.not(Status.BUSY);
    }
    try {
      return RealtimeEmbedding.of(
          embedder
              .embed(model, request.served().snapshot(), merged.get().past(), deadline)
              .vector(),
          merged.get());
    } finally {
      turns.release();
    }
  }

  /** Both sides' actions; empty if it is not kept what the batch's embedding was computed from. */
  private Optional<MergedHistory> merged(
      Request request,
      Optional<UserEmbedding> batch,
      List<Action> live,
      OnnxPinnerFormer model,
      long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    String userId = request.userId();
    if (batch.isEmpty()) {
      // Whom the batch has never seen has done nothing before.
      UserHistory nothing = new UserHistory(userId, Instant.EPOCH, true, List.of());
      return Optional.of(MergedHistory.of(nothing, live, model.window()));
    }
    Instant asOf = batch.get().asOf();
    CompletableFuture<Optional<UserHistory>> history = store.history(userId, asOf);
    CompletableFuture<List<Action>> all =
        isWithoutHole(live, asOf)
            ? CompletableFuture.completedFuture(live)
            : store.newestActions(userId, MOST_ACTIONS);
    request.pass().stepAside();
    try {
      Optional<UserHistory> known = await(history, deadline);
      List<Action> actions = await(all, deadline);
      return known
          .filter(kept -> !kept.actions().isEmpty())
          .map(kept -> MergedHistory.of(kept, actions, model.window()));
    } finally {
      request.pass().comeBack();
    }
  }

  /** Whether the live actions that were read go back to the as-of, or are all there are. */
  private boolean isWithoutHole(List<Action> live, Instant asOf) {
    return live.size() < liveLimit || live.get(live.size() - 1).occurredAt() <= asOf.toEpochMilli();
  }

  private static <T> T await(CompletableFuture<T> future, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
