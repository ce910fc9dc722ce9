package io.tidemark.serving.drift;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is known of one user on both sides. Not read for a ranking, so it may take longer, and it
 * reads further back.
 *
 * @param embedding that is served, empty if the user has none
 * @param history what it was computed from, empty if that is not kept
 * @param actions live actions, newest first, as many as the model looks at or rankings use
 */
record UserReads(
    Reading<Optional<UserEmbedding>> embedding,
    Reading<Optional<UserHistory>> history,
    Reading<List<Action>> actions) {
  /** Live actions that are read: more than any model looks at, and no more than a call may. */
  private static final int ACTIONS = 512;

  /**
   * Reads both sides of a user at the same time.
   *
   * @param release of embeddings that is served, empty if none is
   * @param within how long it may take; what is not there by then is unknown
   */
  static UserReads of(TideStore store, String userId, Optional<Release> release, Duration within) {
    CompletableFuture<List<Action>> actions = store.newestActions(userId, ACTIONS);
    CompletableFuture<Optional<UserEmbedding>> embedding =
        release
            .map(known -> store.embedding(userId, known.version(), known.asOf()))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    CompletableFuture<Optional<UserHistory>> history =
        embedding.thenCompose(
            found ->
                found
                    .map(known -> store.history(userId, known.asOf()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    long deadline = System.nanoTime() + within.toNanos();
    return new UserReads(
        await(embedding, deadline), await(history, deadline), await(actions, deadline));
  }

  private static <T> Reading<T> await(CompletableFuture<T> future, long deadline) {
    try {
      return Reading.of(
          future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reading.unknown();
    } catch (ExecutionException | TimeoutException e) {
      return Reading.unknown();
    }
  }
}
