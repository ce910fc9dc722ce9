package io.tidemark.serving.ranking;

import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.UserEmbedding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Scores one request's candidates by one ranker; to explain, also without each tide. */
final class CandidateScoring {
  private final OnnxRanker ranker;
  private final Utility utility;
  private final long deadline;

  /**
   * @param ranker the ranker
   * @param utility what its probabilities are worth
   * @param deadline when it is too late, by {@link System#nanoTime}
   */
  CandidateScoring(OnnxRanker ranker, Utility utility, long deadline) {
    this.ranker = ranker;
    this.utility = utility;
    this.deadline = deadline;
  }

  /**
   * Scores candidates.
   *
   * @param places of the candidates among all that were read; all known
   * @param now when the request came
   * @throws ScoringException if the ranker failed
   * @throws TimeoutException if its turn did not come in time
   */
  Scores score(RankRequest.Checked request, UserTides read, int[] places, Instant now)
      throws ScoringException, TimeoutException {
    List<Action> actions = read.actions().known().orElse(List.of());
    TideInput input =
        new TideInput(
            read.embedding().known().flatMap(value -> value).map(UserEmbedding::vector),
            read.interests()
                .known()
                .flatMap(value -> value)
                .flatMap(profile -> InterestAverage.of(profile.interests())),
            actions.subList(0, Math.min(actions.size(), ranker.liveActions())),
            read.livePins(),
            read.candidates(),
            places,
            request.surface(),
            now);
    HeadProbabilities all = ranker.score(input, deadline);
    if (!request.explain()) {
      return new Scores(utility, all, Optional.empty(), Optional.empty());
    }
    return new Scores(
        utility,
        all,
        Optional.of(ranker.score(input.batchOnly(), deadline)),
        Optional.of(ranker.score(input.liveOnly(), deadline)));
  }
}
