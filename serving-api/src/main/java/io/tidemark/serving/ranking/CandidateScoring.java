package io.tidemark.serving.ranking;

import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import io.tidemark.store.UserEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Scores one request's candidates by one ranker; to explain, also without each tide. */
final class CandidateScoring {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final OnnxRanker ranker;
  private final RankerInputs inputs;
  private final Duration maxWait;

  /**
   * @param ranker the ranker
   * @param maxWait how long to wait for a turn
   */
  CandidateScoring(OnnxRanker ranker, Duration maxWait) {
    this.ranker = ranker;
    this.inputs = new RankerInputs(ranker.pinWidth(), ranker.userWidth());
    this.maxWait = maxWait;
  }

  /**
   * Scores the known candidates.
   *
   * @throws ScoringException if the ranker failed
   * @throws RefusedException if the turn did not come in time
   */
  Scores score(RankRequest.Checked request, UserTides read, List<Pin> known, Instant now)
      throws ScoringException {
    List<Action> actions = read.actions().known().orElse(List.of());
    Optional<float[]> embedding =
        read.embedding().known().flatMap(value -> value).map(UserEmbedding::vector);
    float[] all = score(request, embedding, actions, read.livePins(), known, now);
    if (!request.explain()) {
      return new Scores(all, Optional.empty(), Optional.empty());
    }
    return new Scores(
        all,
        Optional.of(score(request, embedding, List.of(), Map.of(), known, now)),
        Optional.of(score(request, Optional.empty(), actions, read.livePins(), known, now)));
  }

  private float[] score(
      RankRequest.Checked request,
      Optional<float[]> embedding,
      List<Action> actions,
      Map<String, Optional<Pin>> livePins,
      List<Pin> known,
      Instant now)
      throws ScoringException {
    try {
      return ranker.score(
          inputs.of(embedding, actions, livePins, known, request.surface(), now), maxWait);
    } catch (TimeoutException e) {
      throw RefusedException.tryLater(
          ErrorCode.OVERLOADED,
          "too many requests are waiting to be scored",
          "send it again later, or with fewer candidates",
          RETRY_AFTER);
    }
  }
}
