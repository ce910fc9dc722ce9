package io.tidemark.serving.tides;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinLookup;
import io.tidemark.serving.pins.ServedPins;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserInterests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads both tides at the same time. Who asked waits for them under one deadline: whatever is not
 * there by then is unknown, and the ranking goes on without it.
 */
public final class TideReader {
  private static final String BATCH = "batch";
  private static final String INTERESTS = "interests";
  private static final String LIVE = "live";
  private static final String PINS = "pins";

  private final TideStore store;
  private final PinCache pins;
  private final int liveLimit;
  private final Map<String, Timer> succeeded;
  private final Map<String, Timer> failed;

  /**
   * @param store where the tides are
   * @param pins in front of it
   * @param liveLimit how many live actions are read
   * @param meters where each read is timed
   */
  public TideReader(TideStore store, PinCache pins, int liveLimit, MeterRegistry meters) {
    this.store = store;
    this.pins = pins;
    this.liveLimit = liveLimit;
    this.succeeded = timers("ok", meters);
    this.failed = timers("failed", meters);
  }

  /**
   * Starts to read both tides.
   *
   * @param userId who is ranked for
   * @param candidates the pins to be ranked
   * @param servedPins whose vectors, empty if none are served
   * @param embeddings whose embeddings, empty if none are served
   * @param interests whose interests, empty if nothing looks at them
   */
  public PendingTides start(
      String userId,
      List<String> candidates,
      Optional<ServedPins> servedPins,
      Optional<Release> embeddings,
      Optional<Release> interests) {
    CompletableFuture<Optional<UserEmbedding>> embedding =
        timed(
            BATCH,
            embeddings
                .map(release -> store.embedding(userId, release.version(), release.asOf()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    CompletableFuture<Optional<InterestProfile>> profile =
        interests
            .map(
                release ->
                    timed(
                        INTERESTS,
                        store
                            .interests(userId, release.version(), release.asOf())
                            .thenApply(UserInterests::batch)))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    CompletableFuture<List<Action>> actions = timed(LIVE, store.newestActions(userId, liveLimit));
    PinLookup candidatePins = lookup(candidates, servedPins);
    timed(PINS, candidatePins.done());
    return new PendingTides(
        embedding, profile, actions, candidatePins, pinIds -> lookup(pinIds, servedPins));
  }

  private PinLookup lookup(List<String> pinIds, Optional<ServedPins> served) {
    return served
        .map(known -> pins.lookup(pinIds, known.version(), known.snapshot()))
        .orElseGet(() -> PinLookup.ofNothing(pinIds));
  }

  private <T> CompletableFuture<T> timed(String read, CompletableFuture<T> future) {
    long started = System.nanoTime();
    return future.whenComplete(
        (value, failure) ->
            (failure == null ? succeeded : failed)
                .get(read)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS));
  }

  private static Map<String, Timer> timers(String outcome, MeterRegistry meters) {
    return Stream.of(BATCH, INTERESTS, LIVE, PINS)
        .collect(
            Collectors.toUnmodifiableMap(
                Function.identity(),
                read ->
                    Timer.builder("tidemark.rank.read")
                        .description("reads of a ranking, by what is read and how it ended")
                        .tag("read", read)
                        .tag("outcome", outcome)
                        .publishPercentileHistogram()
                        .register(meters)));
  }
}
