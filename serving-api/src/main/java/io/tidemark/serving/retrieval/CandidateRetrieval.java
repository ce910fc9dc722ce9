package io.tidemark.serving.retrieval;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.serving.pins.ServedPins;
import io.tidemark.serving.tides.PendingTides;
import io.tidemark.serving.tides.TideReader;
import io.tidemark.serving.tides.TideStore;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Interest;
import io.tidemark.store.Release;
import io.tidemark.store.UserInterests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Candidates from question to answer: reads what there is of the user, asks the index from each
 * source, and makes one list of what it finds. It goes on with whatever it has, and says what it
 * has not. A source is only asked if its vectors are of the versions that the index is of.
 */
public final class CandidateRetrieval {
  /** Reads may take this much of the time allowed; the rest is for searching. */
  private static final double READS_SHARE = 0.5;

  /** Pins that are not wanted and are searched for all the same, at most. */
  private static final int MOST_SPARE = 500;

  private final RetrievalWatch watch;
  private final ReleaseWatch models;
  private final TideReader tides;
  private final TideStore store;
  private final RetrievalConfiguration configuration;
  private final Duration readBudget;
  private final RandomGenerator random;
  private final RetrievalMeters meters;

  /**
   * @param watch what is served of indexes and interests
   * @param models what is served of pins and embeddings
   * @param tides where embeddings and live actions are read
   * @param store where interests are read
   * @param readBudget how long all reads of one question may take together
   * @param random that medoids are drawn by; used by several threads
   * @param meters where questions are measured
   */
  public CandidateRetrieval(
      RetrievalWatch watch,
      ReleaseWatch models,
      TideReader tides,
      TideStore store,
      RetrievalConfiguration configuration,
      Duration readBudget,
      RandomGenerator random,
      MeterRegistry meters) {
    this.watch = watch;
    this.models = models;
    this.tides = tides;
    this.store = store;
    this.configuration = configuration;
    this.readBudget = readBudget;
    this.random = random;
    this.meters = new RetrievalMeters(meters);
  }

  /** How candidates are retrieved. */
  public RetrievalConfiguration configuration() {
    return configuration;
  }

  /**
   * Retrieves candidates.
   *
   * @param pass the permission to compute
   */
  public CandidatesAnswer retrieve(CandidateQuery query, Admission.Pass pass) {
    long start = System.nanoTime() - pass.waitedNanos();
    Optional<CandidateIndex> held = watch.hold();
    if (held.isEmpty()) {
      return new CandidatesAnswer(
          query.userId(),
          null,
          false,
          List.of(),
          List.of(),
          query.excludeEngaged() ? null : 0,
          watch.problem().orElse("no index is published: build one with ./tidemark index"));
    }
    CandidateIndex index = held.get();
    try {
      UserSignals signals = read(query, index, start, pass);
      long read = System.nanoTime();
      CandidatesAnswer answer = search(query, index, signals);
      meters.count(answer, read - start, System.nanoTime() - read);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the index " + index.release().id() + " failed", e);
    } finally {
      index.letGo();
    }
  }

  private UserSignals read(
      CandidateQuery query, CandidateIndex index, long start, Admission.Pass pass) {
    Optional<Release> served;
    Optional<PinSnapshot> snapshot;
    String pins = index.requires(CandidateIndex.PINS).orElse("");
    try (ServedModels held = models.hold()) {
      served = held.releases().pinnerformer();
      snapshot =
          held.pins().filter(known -> known.version().equals(pins)).flatMap(ServedPins::snapshot);
    }
    Optional<Release> embeddings =
        served.filter(
            release ->
                index.requires(CandidateIndex.PINNERFORMER).equals(Optional.of(release.version())));
    Optional<Release> published = watch.interests();
    Optional<Release> interests =
        published.filter(release -> pins.equals(release.requires().get(Release.PINS)));
    PendingTides reads =
        tides.start(
            query.userId(),
            List.of(),
            Optional.of(new ServedPins(pins, snapshot)),
            embeddings,
            Optional.empty());
    CompletableFuture<List<Interest>> pending =
        interests
            .map(
                release ->
                    store
                        .interests(query.userId(), release.version(), release.asOf())
                        .thenApply((UserInterests both) -> both.since(release.asOf())))
            .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    long share = (long) (query.timeout().toNanos() * READS_SHARE);
    long deadline = start + Math.min(readBudget.toNanos(), share);
    pass.stepAside();
    try {
      UserTides both = reads.await(deadline);
      return new UserSignals(
          both,
          embeddings,
          served.isPresent() && embeddings.isEmpty(),
          await(pending, deadline),
          published.isPresent() && interests.isEmpty());
    } finally {
      pass.comeBack();
    }
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

  private CandidatesAnswer search(CandidateQuery query, CandidateIndex index, UserSignals signals)
      throws IOException {
    Set<String> unwanted = new HashSet<>(query.exclude());
    Optional<List<Action>> actions = signals.tides().actions().known();
    if (query.excludeEngaged()) {
      actions.orElse(List.of()).forEach(action -> unwanted.add(action.pinId()));
    }
    int wanted = query.limit() + Math.min(unwanted.size(), MOST_SPARE);
    CandidateMerge merge = new CandidateMerge();
    SourceStatus embedding = signals.embedding();
    if (embedding == SourceStatus.USED) {
      merge.add(
          Source.PINNERFORMER,
          null,
          index.nearest(CandidateIndex.PINNERFORMER, signals.vector().orElseThrow(), wanted));
    }
    SourceStatus interest = signals.interest();
    if (interest == SourceStatus.USED) {
      List<Interest> drawn =
          InterestDraw.draw(
              signals.interests().known().orElseThrow(), configuration.medoids(), random);
      for (Interest one : drawn) {
        merge.add(
            Source.PINNERSAGE,
            one.pinId(),
            index.nearest(CandidateIndex.PINS, one.vector(), perSearch(wanted, drawn.size())));
      }
    }
    SourceStatus live = searchLive(index, signals.tides(), wanted, merge);
    boolean nothing = merge.isEmpty();
    if (nothing) {
      List<VectorIndex.Found> popular =
          index.popular(query.surface()).stream()
              .map(pinId -> new VectorIndex.Found(pinId, 0))
              .toList();
      merge.add(Source.POPULARITY, null, popular);
    }
    CandidateMerge.Merged merged = merge.first(query.limit(), pin -> !unwanted.contains(pin));
    List<SourceReport> reports = new ArrayList<>();
    reports.add(report(Source.PINNERFORMER, embedding, merged));
    reports.add(report(Source.PINNERSAGE, interest, merged));
    reports.add(report(Source.LIVE, live, merged));
    if (nothing) {
      reports.add(report(Source.POPULARITY, SourceStatus.USED, merged));
    }
    return new CandidatesAnswer(
        query.userId(),
        index.release().id(),
        nothing && isAllMissing(embedding, interest, live),
        merged.candidates(),
        reports,
        query.excludeEngaged() && actions.isEmpty() ? null : merged.excluded(),
        watch.problem().orElse(null));
  }

  /** Asks from the newest pins that the user acted on and did not hide. */
  private SourceStatus searchLive(
      CandidateIndex index, UserTides read, int wanted, CandidateMerge merge) throws IOException {
    Optional<List<Action>> actions = read.actions().known();
    if (actions.isEmpty()) {
      return SourceStatus.UNAVAILABLE;
    }
    FoundPins pins = read.livePins();
    Set<String> asked = new HashSet<>();
    List<Integer> newest = new ArrayList<>();
    boolean unread = false;
    for (int place = 0; place < actions.get().size(); place++) {
      Action action = actions.get().get(place);
      unread |= pins.state(place) == FoundPins.State.UNREAD;
      if (newest.size() < configuration.livePins()
          && action.type() != ActionType.HIDE
          && pins.state(place) == FoundPins.State.KNOWN
          && asked.add(action.pinId())) {
        newest.add(place);
      }
    }
    for (int place : newest) {
      float[] vector = new float[pins.width(place)];
      FloatBuffer buffer = FloatBuffer.wrap(vector);
      pins.copyVector(place, buffer, 0);
      merge.add(
          Source.LIVE,
          actions.get().get(place).pinId(),
          index.nearest(CandidateIndex.PINS, vector, perSearch(wanted, newest.size())));
    }
    if (!newest.isEmpty()) {
      return SourceStatus.USED;
    }
    return unread ? SourceStatus.UNAVAILABLE : SourceStatus.MISSING;
  }

  /** Twice its part of what is wanted, as searches of one user find many of the same pins. */
  private static int perSearch(int wanted, int searches) {
    return Math.min(wanted, (2 * wanted + searches - 1) / searches);
  }

  private static boolean isAllMissing(SourceStatus... statuses) {
    return List.of(statuses).stream().allMatch(status -> status == SourceStatus.MISSING);
  }

  private static SourceReport report(
      Source source, SourceStatus status, CandidateMerge.Merged merged) {
    return new SourceReport(source, status, merged.of(source));
  }
}
