package io.tidemark.serving.experiments;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Cadence;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Parameters;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether the arms of an experiment would rank a request by different things: only then the request
 * says something about them. The same for every arm, whichever the request is in, so that those who
 * are counted are alike in all of them. Pure.
 *
 * @param read what is known of the user
 * @param now when the request came
 */
record Difference(UserTides read, Instant now) {

  boolean isMadeBy(Experiment experiment) {
    Set<String> names = experiment.parameters();
    if (names.contains(Parameters.RANKER_RELEASE) || names.contains(Parameters.HEAD_WEIGHTS)) {
      return true;
    }
    boolean hasEmbedding = read.embedding().known().flatMap(value -> value).isPresent();
    if (names.contains(Parameters.EMBEDDING_MODEL) && hasEmbedding) {
      return true;
    }
    if (isBatchOutdated() && areSeveral(experiment, arm -> arm.cadence().orElse(Cadence.BATCH))) {
      return true;
    }
    return read.actions()
        .known()
        .map(actions -> areSeveral(experiment, arm -> LiveSelection.of(arm, actions, now)))
        .orElse(false);
  }

  /**
   * Whether the user did something that the batch's embedding has not: an embedding of now would be
   * another one. Actions that happened before the as-of and came late are not looked for: that
   * takes the history, which those who rank by the batch's embedding need not read.
   */
  boolean isBatchOutdated() {
    Optional<List<Action>> actions = read.actions().known();
    if (read.embedding().known().isEmpty() || actions.isEmpty()) {
      return false;
    }
    long asOf =
        read.embedding()
            .known()
            .get()
            .map(embedding -> embedding.asOf().toEpochMilli())
            .orElse(Long.MIN_VALUE);
    return actions.get().stream().anyMatch(action -> action.occurredAt() > asOf);
  }

  private static boolean areSeveral(Experiment experiment, Function<Parameters, Object> value) {
    return experiment.arms().stream().map(Arm::parameters).map(value).distinct().count() > 1;
  }
}
