package io.tidemark.serving.retrieval;

import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.Set;

/**
 * What is asked for, checked.
 *
 * @param userId for whom; need not be known
 * @param surface where the pins will be shown
 * @param limit how many at most
 * @param exclude pins that are not wanted
 * @param excludeEngaged whether pins that the user acted on lately are not wanted either
 * @param timeout how long it may take
 */
public record CandidateQuery(
    String userId,
    Surface surface,
    int limit,
    Set<String> exclude,
    boolean excludeEngaged,
    Duration timeout) {
  public CandidateQuery {
    exclude = Set.copyOf(exclude);
  }
}
