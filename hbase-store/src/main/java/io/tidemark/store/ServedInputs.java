package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a ranking was made from, so that it can be compared with others and made again. What is
 * empty is unknown: older servers did not say it.
 *
 * @param batchStatus how fresh the user's embedding was, such as {@code stale}
 * @param liveStatus how fresh the user's live actions were, such as {@code quiet}
 * @param batchUsed whether an embedding was given to the ranker
 * @param liveActions how many live actions were given to the ranker
 * @param liveDigest {@link ActionDigest} of them, newest first
 * @param interestsAsOf as-of (ms) of the interests whose average was given to the ranker; empty if
 *     it was given none
 * @param headWeights what each head counted in the utility, by its name; empty if none scored
 * @param historyDigest {@link ActionDigest#ofPast} of the actions that the embedding was computed
 *     from at the moment of the request; empty if the batch's was given, or none
 */
public record ServedInputs(
    Optional<String> batchStatus,
    Optional<String> liveStatus,
    Optional<Boolean> batchUsed,
    OptionalInt liveActions,
    OptionalLong liveDigest,
    OptionalLong interestsAsOf,
    Map<String, Float> headWeights,
    OptionalLong historyDigest) {
  /** Nothing is known. */
  public static final ServedInputs UNKNOWN =
      new ServedInputs(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Map.of(),
          OptionalLong.empty());

  /**
   * @throws IllegalArgumentException if a status breaks the rules of ids, there are too many heads,
   *     or a number cannot be
   */
  public ServedInputs {
    batchStatus.ifPresent(status -> ServedRequest.requireId("batch_status", status));
    liveStatus.ifPresent(status -> ServedRequest.requireId("live_status", status));
    requireNonNull(batchUsed, "batchUsed is null");
    requireNonNull(liveActions, "liveActions is null");
    requireNonNull(liveDigest, "liveDigest is null");
    requireNonNull(interestsAsOf, "interestsAsOf is null");
    requireNonNull(historyDigest, "historyDigest is null");
    headWeights = Map.copyOf(headWeights);
    ServedRequest.requireAtMost(ServedPin.MAX_HEADS, "head_weights", headWeights.size());
    if (liveActions.isPresent() && liveActions.getAsInt() < 0) {
      throw new IllegalArgumentException("live_actions is negative: " + liveActions.getAsInt());
    }
    headWeights.forEach(
        (head, weight) -> {
          if (!Float.isFinite(weight)) {
            throw new IllegalArgumentException(
                "the weight of head %s is %s, not a number".formatted(head, weight));
          }
        });
  }
}
