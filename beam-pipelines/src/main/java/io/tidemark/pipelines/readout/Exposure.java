package io.tidemark.pipelines.readout;

import static java.util.Objects.requireNonNull;

import io.tidemark.experiments.ArmLabel;
import io.tidemark.experiments.readout.Split;
import io.tidemark.store.Impression;
import io.tidemark.store.ServedRequest;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A request in which an arm made a difference.
 *
 * @param requestId which
 * @param userId whose
 * @param arm by its name
 * @param override whether the user was named, and not drawn
 * @param shownAt when, ms since the epoch
 * @param pins how many were shown
 * @param batchAgeSeconds how old the user's embedding was; null if there was none
 * @param batchStatus of the embedding; null if it was not logged
 * @param liveStatus of the live actions; null if it was not logged
 * @param unavailable whether the server could not do what the arm asks for
 */
record Exposure(
    String requestId,
    String userId,
    String arm,
    boolean override,
    long shownAt,
    long pins,
    Long batchAgeSeconds,
    String batchStatus,
    String liveStatus,
    boolean unavailable)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String UNAVAILABLE = "experiment_arm_unavailable";

  Exposure {
    requireNonNull(requestId, "requestId is null");
    requireNonNull(userId, "userId is null");
    requireNonNull(arm, "arm is null");
  }

  /** One pin of a request that was in the experiment; empty if it was not. */
  static Optional<Exposure> of(Impression impression, String layer, String experiment) {
    ServedRequest request = impression.request();
    return Optional.ofNullable(request.arms().get(layer))
        .flatMap(ArmLabel::parse)
        .filter(label -> label.experiment().equals(experiment))
        .map(
            label ->
                new Exposure(
                    request.requestId(),
                    request.userId(),
                    label.arm(),
                    label.override(),
                    request.shownAt(),
                    1,
                    request.batchAsOf().isPresent()
                        ? (request.shownAt() - request.batchAsOf().getAsLong()) / 1000
                        : null,
                    request.inputs().batchStatus().orElse(null),
                    request.inputs().liveStatus().orElse(null),
                    request.degraded().contains(UNAVAILABLE)));
  }

  /** The same request with the pins of both. */
  Exposure with(Exposure other) {
    return new Exposure(
        requestId,
        userId,
        arm,
        override,
        shownAt,
        pins + other.pins,
        batchAgeSeconds,
        batchStatus,
        liveStatus,
        unavailable);
  }

  /**
   * How fresh it was, in a word; empty if that is not known.
   *
   * @param thirds ages in seconds between which lies a third of all requests each: smallest, two
   *     bounds, greatest
   */
  Optional<String> segment(Split split, List<Long> thirds) {
    return switch (split) {
      case NONE -> Optional.of("");
      case BATCH_STATUS -> Optional.ofNullable(batchStatus);
      case LIVE_STATUS -> Optional.ofNullable(liveStatus);
      case BATCH_AGE ->
          batchAgeSeconds == null || thirds.size() < 4
              ? Optional.empty()
              : Optional.of(third(thirds.get(1), thirds.get(2)));
    };
  }

  private String third(long first, long second) {
    if (batchAgeSeconds <= first) {
      return "1: up to %d s".formatted(first);
    }
    return batchAgeSeconds <= second
        ? "2: %d to %d s".formatted(first, second)
        : "3: over %d s".formatted(second);
  }
}
