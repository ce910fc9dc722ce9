package io.tidemark.serving.retrieval;

import io.tidemark.serving.freshness.Reading;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Interest;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.util.List;
import java.util.Optional;

/**
 * What one retrieval has of a user.
 *
 * @param tides embedding and live actions with their pins
 * @param embeddings the release that the embedding is of; empty if it is of another PinnerFormer
 *     than the index, or none is served
 * @param embeddingsMismatch whether it is the former
 * @param interests both sides of them; known and empty if the user has none
 * @param interestsMismatch whether the published interests are of other pins than the index
 */
record UserSignals(
    UserTides tides,
    Optional<Release> embeddings,
    boolean embeddingsMismatch,
    Reading<List<Interest>> interests,
    boolean interestsMismatch) {

  /** What there is of PinnerFormer's source. */
  SourceStatus embedding() {
    if (embeddingsMismatch) {
      return SourceStatus.MISMATCH;
    }
    if (embeddings.isEmpty()) {
      return SourceStatus.MISSING;
    }
    return tides
        .embedding()
        .known()
        .map(known -> known.isPresent() ? SourceStatus.USED : SourceStatus.MISSING)
        .orElse(SourceStatus.UNAVAILABLE);
  }

  /** The user's embedding, if there is one. */
  Optional<float[]> vector() {
    return tides.embedding().known().flatMap(known -> known).map(UserEmbedding::vector);
  }

  /** What there is of PinnerSage's source. */
  SourceStatus interest() {
    if (interestsMismatch) {
      return SourceStatus.MISMATCH;
    }
    return interests
        .known()
        .map(known -> known.isEmpty() ? SourceStatus.MISSING : SourceStatus.USED)
        .orElse(SourceStatus.UNAVAILABLE);
  }
}
