package io.tidemark.serving.realtime;

import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.models.ServedModels;
import io.tidemark.serving.tides.UserTides;

/** Computes users' embeddings at the moment of a request. */
@FunctionalInterface
public interface Realtime {
  /** Never does. */
  Realtime NONE = request -> RealtimeEmbedding.not(RealtimeEmbedding.Status.NO_RELEASE);

  /**
   * Whose embedding, and what is known for it.
   *
   * @param userId whose
   * @param read what the ranking has of both sides
   * @param served what is published, held
   * @param pass the permission to compute; given up while something is read
   * @param deadline when the ranking must be done, by {@link System#nanoTime}
   */
  record Request(
      String userId, UserTides read, ServedModels served, Admission.Pass pass, long deadline) {}

  /** Computes it, or says why not; never fails. */
  RealtimeEmbedding of(Request request);
}
