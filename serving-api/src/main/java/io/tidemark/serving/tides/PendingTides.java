package io.tidemark.serving.tides;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.pins.PinLookup;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.UserEmbedding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Both tides, on their way. */
public final class PendingTides {
  private final CompletableFuture<Optional<UserEmbedding>> embedding;
  private final CompletableFuture<Optional<InterestProfile>> interests;
  private final CompletableFuture<List<Action>> actions;
  private final PinLookup candidates;
  private final Function<List<String>, PinLookup> lookup;

  PendingTides(
      CompletableFuture<Optional<UserEmbedding>> embedding,
      CompletableFuture<Optional<InterestProfile>> interests,
      CompletableFuture<List<Action>> actions,
      PinLookup candidates,
      Function<List<String>, PinLookup> lookup) {
    this.embedding = embedding;
    this.interests = interests;
    this.actions = actions;
    this.candidates = candidates;
    this.lookup = lookup;
  }

  /**
   * Waits for what comes in time; the rest is unknown.
   *
   * @param deadline until when, by {@link System#nanoTime}
   */
  public UserTides await(long deadline) {
    Reading<List<Action>> actionsReading = await(actions, deadline);
    PinLookup livePins =
        lookup.apply(actionsReading.known().orElse(List.of()).stream().map(Action::pinId).toList());
    Reading<Optional<UserEmbedding>> embeddingReading = await(embedding, deadline);
    Reading<Optional<InterestProfile>> interestsReading = await(interests, deadline);
    await(candidates.done(), deadline);
    await(livePins.done(), deadline);
    return new UserTides(
        embeddingReading, interestsReading, actionsReading, candidates.found(), livePins.found());
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
