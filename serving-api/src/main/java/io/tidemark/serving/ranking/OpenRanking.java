package io.tidemark.serving.ranking;

import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.retrieval.CandidateQuery;
import io.tidemark.serving.retrieval.CandidateRetrieval;
import io.tidemark.serving.retrieval.CandidatesAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Rankings of candidates that the server retrieves itself. */
public final class OpenRanking {
  /** Retrieving may take this much of the time allowed. */
  private static final int SHARE = 2;

  private final CandidateRetrieval retrieval;
  private final Admission admission;
  private final RankCalls calls;

  /**
   * @param retrieval finds the candidates
   * @param admission of how many retrievals at once
   * @param calls ranks them
   */
  public OpenRanking(CandidateRetrieval retrieval, Admission admission, RankCalls calls) {
    this.retrieval = retrieval;
    this.admission = admission;
    this.calls = calls;
  }

  /**
   * Retrieves and ranks.
   *
   * @param request without candidates
   * @throws io.tidemark.serving.errors.RefusedException if there is too much to do
   */
  RankAnswer rank(RankRequest.Checked request) {
    long start = System.nanoTime();
    CandidateQuery query =
        new CandidateQuery(
            request.userId(),
            request.surface(),
            retrieval.configuration().candidates(),
            Set.of(),
            request.excludeEngaged(),
            request.timeout().dividedBy(SHARE));
    CandidatesAnswer found;
    try (Admission.Pass pass = admission.enter(query.timeout())) {
      found = retrieval.retrieve(query, pass);
    }
    Duration spent = Duration.ofNanos(System.nanoTime() - start);
    Duration left = request.timeout().minus(spent);
    Duration least = Duration.ofMillis(1);
    return calls
        .answer(List.of(request.with(found.pinIds(), left.compareTo(least) < 0 ? least : left)))
        .get(0)
        .of(found);
  }
}
