package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A ranking request that was answered, without its pins: by what they were ranked, and how fresh
 * that was. What is unknown or was not there is empty.
 *
 * @param requestId what actions that follow from the answer are sent back with
 * @param userId for whom
 * @param surface where
 * @param shownAt when the request came in, ms since the epoch (UTC): features rebuilt from strictly
 *     before then hold nothing that the ranking could not know
 * @param rankedBy what put the pins in order: {@code ranker}, {@code popularity} ...
 * @param rankerRelease id of the release that scored
 * @param pinnerformerRelease id of the release of user embeddings
 * @param pinsRelease id of the release of pins
 * @param arms experiment layer to arm, such as {@code experiment/arm}
 * @param batchAsOf the newest instant whose actions are in the user's embedding, ms; empty if none
 *     was used
 * @param liveAsOf the stream's watermark when the live actions were read, ms; empty if none could
 *     be read, or the watermark is unknown
 * @param degraded why the answer was not all it could be
 * @param inputs what it was made from
 */
public record ServedRequest(
    String requestId,
    String userId,
    Surface surface,
    long shownAt,
    String rankedBy,
    Optional<String> rankerRelease,
    Optional<String> pinnerformerRelease,
    Optional<String> pinsRelease,
    Map<String, String> arms,
    OptionalLong batchAsOf,
    OptionalLong liveAsOf,
    List<String> degraded,
    ServedInputs inputs) {
  /** The most experiment layers, and the most reasons of a degraded answer. */
  public static final int MAX_ENTRIES = 64;

  /**
   * @throws IllegalArgumentException if an id breaks the rules of ids, or there are too many arms
   *     or reasons
   */
  public ServedRequest {
    requireId("request_id", requestId);
    requireId("user_id", userId);
    requireNonNull(surface, "surface is null");
    requireId("ranked_by", rankedBy);
    rankerRelease.ifPresent(id -> requireId("ranker_release", id));
    pinnerformerRelease.ifPresent(id -> requireId("pinnerformer_release", id));
    pinsRelease.ifPresent(id -> requireId("pins_release", id));
    arms = Map.copyOf(arms);
    requireAtMost(MAX_ENTRIES, "arms", arms.size());
    requireNonNull(batchAsOf, "batchAsOf is null");
    requireNonNull(liveAsOf, "liveAsOf is null");
    degraded = List.copyOf(degraded);
    requireAtMost(MAX_ENTRIES, "degraded", degraded.size());
    requireNonNull(inputs, "inputs is null");
    if (shownAt < 0) {
      throw new IllegalArgumentException("shown_at lies before 1970: " + shownAt);
    }
  }

  /** A request of which it is not known what it was made from. */
  public ServedRequest(
      String requestId,
      String userId,
      Surface surface,
      long shownAt,
      String rankedBy,
      Optional<String> rankerRelease,
      Optional<String> pinnerformerRelease,
      Optional<String> pinsRelease,
      Map<String, String> arms,
      OptionalLong batchAsOf,
      OptionalLong liveAsOf,
      List<String> degraded) {
    this(
        requestId,
        userId,
        surface,
        shownAt,
        rankedBy,
        rankerRelease,
        pinnerformerRelease,
        pinsRelease,
        arms,
        batchAsOf,
        liveAsOf,
        degraded,
        ServedInputs.UNKNOWN);
  }

  static void requireId(String field, String value) {
    try {
      ActionRules.requireId(field, value);
    } catch (InvalidActionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static void requireAtMost(int most, String field, int size) {
    if (size > most) {
      throw new IllegalArgumentException(
          "%s has %d entries, more than %d".formatted(field, size, most));
    }
  }
}
