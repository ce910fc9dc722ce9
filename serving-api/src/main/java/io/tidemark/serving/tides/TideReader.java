package io.tidemark.serving.tides;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads both tides at the same time, under one deadline: whatever is not there by then is unknown,
 * and the ranking goes on without it.
 */
public final class TideReader {
  private final TideStore store;
  private final PinCache pins;
  private final Duration budget;
  private final int liveLimit;
  private final MeterRegistry meters;

  /**
   * @param store where the tides are
   * @param pins in front of it
   * @param budget how long all reads of one ranking may take together
   * @param liveLimit how many live actions are read
   * @param meters where each read is timed
   */
  public TideReader(
      TideStore store, PinCache pins, Duration budget, int liveLimit, MeterRegistry meters) {
    this.store = store;
    this.pins = pins;
    this.budget = budget;
    this.liveLimit = liveLimit;
    this.meters = meters;
  }

  /**
   * Reads what there is within the budget.
   *
   * @param userId who is ranked for
   * @param candidates the pins to be ranked
   * @param pinsRelease whose vectors, empty if none is served
   * @param embeddingsRelease whose embeddings, empty if none is served
   */
  public UserTides read(
      String userId,
      Collection<String> candidates,
      Optional<Release> pinsRelease,
      Optional<Release> embeddingsRelease) {
    long deadline = System.nanoTime() + budget.toNanos();
    CompletableFuture<Optional<UserEmbedding>> embedding =
        timed(
            "batch",
            embeddingsRelease
                .map(release -> store.embedding(userId, release.version(), release.asOf()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    CompletableFuture<List<Action>> actions = timed("live", store.newestActions(userId, liveLimit));
    PinLookup candidatePins = lookup(candidates, pinsRelease);
    CompletableFuture<PinLookup> livePins =
        actions.thenApply(
            newest -> lookup(newest.stream().map(Action::pinId).distinct().toList(), pinsRelease));
    timed("pins", candidatePins.done());

    Reading<Optional<UserEmbedding>> embeddingReading = await(embedding, deadline);
    Reading<List<Action>> actionsReading = await(actions, deadline);
    await(candidatePins.done(), deadline);
    await(livePins.thenCompose(PinLookup::done), deadline);
    return new UserTides(
        embeddingReading,
        actionsReading,
        candidatePins.found(),
        actionsReading.known().isEmpty() || !livePins.isDone()
            ? Map.of()
            : livePins.join().found());
  }

  private PinLookup lookup(Collection<String> pinIds, Optional<Release> release) {
    return release.map(known -> pins.lookup(pinIds, known.version())).orElseGet(PinLookup::new);
  }

  private <T> CompletableFuture<T> timed(String read, CompletableFuture<T> future) {
    Timer.Sample sample = Timer.start(meters);
    return future.whenComplete(
        (value, failure) ->
            sample.stop(
                Timer.builder("tidemark.rank.read")
                    .description("reads of a ranking, by what is read and how it ended")
                    .tag("read", read)
                    .tag("outcome", failure == null ? "ok" : "failed")
                    .publishPercentileHistogram()
                    .register(meters)));
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
