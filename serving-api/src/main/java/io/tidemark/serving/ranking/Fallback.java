package io.tidemark.serving.ranking;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.tides.UserTides;
import java.util.Locale;
import java.util.Optional;

/** What was ranked by when not everything could be had, best first. */
public enum Fallback {
  /** The ranker, without the live actions. */
  BATCH_ONLY,
  /** The ranker, without the embedding. */
  LIVE_ONLY,
  /** How often each pin was acted on: no ranker, neither side, or too late. */
  POPULARITY;

  /**
   * By what a ranking was made instead of both sides; null if it was both, or there was nothing to
   * rank.
   *
   * @param scores by the ranker, if one scored
   * @param read what was ranked by
   * @param releases that are served
   * @param candidates how many could be scored
   */
  static Fallback of(Optional<Scores> scores, UserTides read, ReleaseSet releases, int candidates) {
    if (scores.isEmpty()) {
      return candidates == 0 ? null : POPULARITY;
    }
    if (read.actions().known().isEmpty()) {
      return BATCH_ONLY;
    }
    boolean noEmbeddings = read.embedding().known().isEmpty() || releases.pinnerformer().isEmpty();
    return noEmbeddings ? LIVE_ONLY : null;
  }

  /** The name in answers and metrics, such as {@code batch_only}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
