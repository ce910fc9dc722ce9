package io.tidemark.serving.retrieval;

import static java.util.Objects.requireNonNullElse;

import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How candidates are retrieved.
 *
 * @param candidates of an answer if its request does not say
 * @param medoids of a user's interests that are asked from, drawn by their importance
 * @param livePins that the user acted on lately that are asked from, the newest
 * @param poll how often the published index is looked for
 * @param retryAfter how long to wait before an index that could not be opened is tried again
 */
public record RetrievalConfiguration(
    @Min(1) @Max(2000) Integer candidates,
    @Min(0) @Max(20) Integer medoids,
    @Min(0) @Max(20) Integer livePins,
    Duration poll,
    Duration retryAfter) {
  /** What is used where nothing is configured. */
  public static final RetrievalConfiguration DEFAULT =
      new RetrievalConfiguration(null, null, null, null, null);

  public RetrievalConfiguration {
    candidates = requireNonNullElse(candidates, 500);
    medoids = requireNonNullElse(medoids, 3);
    livePins = requireNonNullElse(livePins, 5);
    poll = requireNonNullElse(poll, Duration.seconds(1));
    retryAfter = requireNonNullElse(retryAfter, Duration.seconds(30));
  }
}
