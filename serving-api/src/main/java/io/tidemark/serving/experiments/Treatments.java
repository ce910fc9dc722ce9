package io.tidemark.serving.experiments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tidemark.experiments.Arm;
import io.tidemark.experiments.ArmLabel;
import io.tidemark.experiments.Assignment;
import io.tidemark.experiments.Assignments;
import io.tidemark.experiments.Experiment;
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
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
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
  private final MeterRegistry meters;

  /**
   * @param experiments what runs
   * @param rankers lends those besides the published one, by the id of their release
   * @param meters where exposures are counted
   */
  public Treatments(
      Supplier<Experiments> experiments,
      BiFunction<String, ReleaseSet, Optional<RankerPool.Borrowed>> rankers,
      MeterRegistry meters) {
    this.experiments = experiments;
    this.rankers = rankers;
    this.meters = meters;
  }

  /** Of no experiments. */
  public static Treatments none() {
    return new Treatments(
        () -> Experiments.NONE,
        (release, served) -> Optional.empty(),
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
   * @param read of both sides
   * @param served what is published
   * @param headWeights what heads count if no arm says otherwise
   * @param now when the request came
   */
  public Treatment of(
      Subject subject,
      UserTides read,
      ServedModels served,
      Map<String, Float> headWeights,
      Instant now) {
    Assignments assignments = experiments.get().assign(subject, now);
    if (assignments.arms().isEmpty()) {
      return new Treatment(
          fitting(read, served.ranker(), served),
          served.ranker(),
          Optional.empty(),
          headWeights,
          assignments.heldOut() ? Map.of(ArmLabel.HOLDOUT, ArmLabel.HELD_OUT.toString()) : Map.of(),
          Set.of());
    }
    return new Making(read, served, now).of(assignments.arms(), headWeights);
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
    private final UserTides read;
    private final ServedModels served;
    private final Instant now;
    private final Set<String> unavailable = new HashSet<>();
    private Optional<RankerPool.Borrowed> borrowed = Optional.empty();

    Making(UserTides read, ServedModels served, Instant now) {
      this.read = read;
      this.served = served;
      this.now = now;
    }

    Treatment of(List<Assignment> arms, Map<String, Float> headWeights) {
      UserTides tides = read;
      Optional<OnnxRanker> ranker = served.ranker();
      Map<String, Float> weights = new HashMap<>(headWeights);
      Map<String, String> exposures = new HashMap<>();
      for (Assignment assignment : arms) {
        Parameters parameters = assignment.arm().parameters();
        tides = tides(tides, parameters);
        ranker = parameters.rankerRelease().map(this::ranker).orElse(ranker);
        weights.putAll(parameters.headWeights());
        if (makesADifference(assignment.experiment())) {
          exposures.put(assignment.layer(), assignment.label().toString());
        }
      }
      noteHeadsThatAreMissing(arms, ranker);
      return new Treatment(
          fitting(tides, ranker, served), ranker, borrowed, weights, exposures, unavailable);
    }

    private UserTides tides(UserTides tides, Parameters parameters) {
      UserTides left = tides;
      if (parameters.embeddingModel().filter(Parameters.NO_EMBEDDING::equals).isPresent()
          && left.embedding().known().isPresent()) {
        left = left.withEmbedding(Reading.of(Optional.empty()));
      }
      Optional<List<Action>> actions = left.actions().known();
      if (actions.isPresent()) {
        LiveSelection selection = LiveSelection.of(parameters, actions.get(), now);
        if (!selection.isAllOf(actions.get())) {
          left = left.withActions(selection.from(), selection.to());
        }
      }
      return left;
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

    /**
     * Whether the arms of an experiment would rank this request by different things: only then the
     * request says something about them. The same for every arm, so that those who are counted are
     * alike in all of them.
     */
    private boolean makesADifference(Experiment experiment) {
      Set<String> names = experiment.parameters();
      if (names.contains(Parameters.RANKER_RELEASE) || names.contains(Parameters.HEAD_WEIGHTS)) {
        return true;
      }
      boolean hasEmbedding = read.embedding().known().flatMap(value -> value).isPresent();
      if (names.contains(Parameters.EMBEDDING_MODEL) && hasEmbedding) {
        return true;
      }
      return read.actions()
          .known()
          .map(
              actions ->
                  experiment.arms().stream()
                          .map(Arm::parameters)
                          .map(parameters -> LiveSelection.of(parameters, actions, now))
                          .distinct()
                          .count()
                      > 1)
          .orElse(false);
    }
  }
}
