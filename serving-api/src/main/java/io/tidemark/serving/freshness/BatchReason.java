package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why the batch side of an answer is as its {@link BatchStatus} says. */
public enum BatchReason {
  /** Fresh: the embedding is no older than the objective. */
  WITHIN_OBJECTIVE,
  /** Stale: the embedding is older than the objective. */
  BEYOND_OBJECTIVE,
  /** Missing: no release of embeddings is served. */
  NO_RELEASE,
  /** Missing: the release has no embedding of the user. */
  NO_EMBEDDING,
  /** Unknown: what is published could not be read yet. */
  RELEASE_UNREAD,
  /** Unknown: the embedding could not be read in time. */
  EMBEDDING_UNREAD,
  /** Unknown: the as-of lies further in the future than clocks may differ. */
  CLOCK_AHEAD,
  /** Unknown: freshness is not judged, by configuration. */
  NOT_JUDGED;

  /** The name in answers, such as {@code no_embedding}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
