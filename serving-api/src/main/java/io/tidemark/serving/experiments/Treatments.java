package io.tidemark.serving.experiments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tidemark.experiments.ArmLabel;
import io.tidemark.experiments.Assignment;
import io.tidemark.experiments.Assignments;
import io.tidemark.experiments.Cadence;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Parameters;
import io.tidemark.experiments.Subject;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.serving.models.RankerPool;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.realtime.Realtime;
import io.tidemark.serving.realtime.RealtimeEmbedding;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import io.tidemark.store.UserEmbedding;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Lets the arms that a request is in change what it is ranked by. */
public final class Treatments {
  private final Supplier<Experiments> experiments;
  private final BiFunction<String, ReleaseSet, Optional<RankerPool.Borrowed>> rankers;
  private final Realtime realtime;
  private final MeterRegistry meters;

  /**
   * @param experiments what runs
   * @param rankers lends those besides the published one, by the id of their release
   * @param realtime computes embeddings at the moment of a request
   * @param meters where exposures are counted
   */
  public Treatments(
      Supplier<Experiments> experiments,
      BiFunction<String, ReleaseSet, Optional<RankerPool.Borrowed>> rankers,
      Realtime realtime,
      MeterRegistry meters) {
    this.experiments = experiments;
    this.rankers = rankers;
    this.realtime = realtime;
    this.meters = meters;
  }

  /** Of no experiments. */
  public static Treatments none() {
    return new Treatments(
        () -> Experiments.NONE,
        (release, served) -> Optional.empty(),
        Realtime.NONE,
        new CompositeMeterRegistry());
  }

  /** Whether an arm may have a ranking made by another ranker than the published one. */
  public boolean mayChooseRanker() {
    return experiments
        .get()
        .all()
        .anyMatch(experiment -> experiment.parameters().contains(Parameters.RANKER_RELEASE));
  }

  /** What experiments look at in a request. */
  public static Subject subject(String userId, Surface surface, Freshness freshness) {
    return new Subject(
        userId,
        surface,
        freshness.batch().status().wireName(),
        freshness.live().status().wireName());
  }

  /**
   * What a request is ranked by.
   *
   * @param subject whom it is about
   * @param request what was read for it, and how long it may take
   * @param headWeights what heads count if no arm says otherwise
   * @param now when the request came
   */
  public Treatment of(
      Subject subject, Realtime.Request request, Map<String, Float> headWeights, Instant now) {
    Assignments assignments = experiments.get().assign(subject, now);
    if (assignments.arms().isEmpty()) {
      return new Treatment(
          fitting(request.read(), request.served().ranker(), request.served()),
          request.served().ranker(),
          Optional.empty(),
          Optional.empty(),
          headWeights,
          assignments.heldOut() ? Map.of(ArmLabel.HOLDOUT, ArmLabel.HELD_OUT.toString()) : Map.of(),
          Set.of());
    }
    return new Making(request, now).of(assignments.arms(), headWeights);
  }

  /** Interests only for a ranker that looks at these: another version's are other numbers. */
  private static UserTides fitting(
      UserTides tides, Optional<OnnxRanker> ranker, ServedModels served) {
    Optional<String> wanted = ranker.flatMap(OnnxRanker::interests);
    return wanted.isPresent() && wanted.equals(served.interests().map(Release::version))
        ? tides
        : tides.withoutInterests();
  }

  /** Counts the arms that a ranking was made by. */
  public void count(Map<String, String> exposures) {
    exposures.forEach(
        (layer, arm) ->
            meters
                .counter("tidemark.experiments.exposures", "layer", layer, "arm", arm)
                .increment());
  }

  /** One request's. */
  private final class Making {
    private final Realtime.Request request;
    private final UserTides read;
    private final ServedModels served;
    private final Instant now;
    private final Set<String> unavailable = new HashSet<>();
    private final Difference difference;
    private Optional<RankerPool.Borrowed> borrowed = Optional.empty();
    private Optional<RealtimeEmbedding> embedded = Optional.empty();

    Making(Realtime.Request request, Instant now) {
      this.request = request;
      this.read = request.read();
      this.served = request.served();
      this.now = now;
      this.difference = new Difference(read, now);
    }

    Treatment of(List<Assignment> arms, Map<String, Float> headWeights) {
      UserTides tides = embedding(arms);
      Optional<OnnxRanker> ranker = served.ranker();
      Map<String, Float> weights = new HashMap<>(headWeights);
      Map<String, String> exposures = new HashMap<>();
      for (Assignment assignment : arms) {
        Parameters parameters = assignment.arm().parameters();
        tides = actions(tides, parameters);
        ranker = parameters.rankerRelease().map(this::ranker).orElse(ranker);
        weights.putAll(parameters.headWeights());
        if (difference.isMadeBy(assignment.experiment())) {
          exposures.put(assignment.layer(), assignment.label().toString());
        }
      }
      noteHeadsThatAreMissing(arms, ranker);
      return new Treatment(
          fitting(tides, ranker, served),
          ranker,
          borrowed,
          embedded,
          weights,
          exposures,
          unavailable);
    }

    /** By which embedding: by none wins, as there is nothing to compute then. */
    private UserTides embedding(List<Assignment> arms) {
      List<Parameters> all = arms.stream().map(arm -> arm.arm().parameters()).toList();
      if (all.stream()
          .anyMatch(one -> one.embeddingModel().equals(Optional.of(Parameters.NO_EMBEDDING)))) {
        return read.embedding().known().isPresent()
            ? read.withEmbedding(Reading.of(Optional.empty()))
            : read;
      }
      boolean asked =
          all.stream().anyMatch(one -> one.cadence().equals(Optional.of(Cadence.REALTIME)));
      return asked && difference.isBatchOutdated() ? embeddedNow() : read;
    }

    private UserTides embeddedNow() {
      embedded = Optional.of(realtime.of(request));
      Optional<RealtimeEmbedding.Computed> computed = embedded.get().computed();
      if (computed.isEmpty()) {
        unavailable.add(Parameters.CADENCE);
        return read;
      }
      return read.withEmbedding(
          Reading.of(
              Optional.of(new UserEmbedding(request.userId(), computed.get().vector(), now))));
    }

    private UserTides actions(UserTides tides, Parameters parameters) {
      Optional<List<Action>> actions = tides.actions().known();
      if (actions.isEmpty()) {
        return tides;
      }
      LiveSelection selection = LiveSelection.of(parameters, actions.get(), now);
      return selection.isAllOf(actions.get())
          ? tides
          : tides.withActions(selection.from(), selection.to());
    }

    private Optional<OnnxRanker> ranker(String release) {
      if (served.ranker().filter(known -> known.release().id().equals(release)).isPresent()) {
        return served.ranker();
      }
      borrowed = rankers.apply(release, served.releases());
      if (borrowed.isEmpty()) {
        unavailable.add(Parameters.RANKER_RELEASE);
        return served.ranker();
      }
      return borrowed.map(RankerPool.Borrowed::ranker);
    }

    private void noteHeadsThatAreMissing(List<Assignment> arms, Optional<OnnxRanker> ranker) {
      Set<String> heads = new HashSet<>();
      ranker.ifPresent(known -> known.heads().stream().map(RankerHead::name).forEach(heads::add));
      for (Assignment assignment : arms) {
        if (!heads.containsAll(assignment.arm().parameters().headWeights().keySet())) {
          unavailable.add(Parameters.HEAD_WEIGHTS);
        }
      }
    }
  }
}
