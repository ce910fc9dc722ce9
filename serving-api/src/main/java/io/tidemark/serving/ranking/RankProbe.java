package io.tidemark.serving.ranking;

import io.tidemark.serving.admission.Admission;
import java.time.Duration;
import java.util.List;

/**
 * Rankings that nobody is shown: to find out what an answer would be, and what it would be without
 * either side. They are admitted like others, and neither recorded nor measured.
 */
public final class RankProbe {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final PinRanking ranking;
  private final RankingConfiguration configuration;
  private final Admission admission;

  /**
   * @param ranking makes rankings
   * @param configuration how
   * @param admission of how many at once
   */
  public RankProbe(PinRanking ranking, RankingConfiguration configuration, Admission admission) {
    this.ranking = ranking;
    this.configuration = configuration;
    this.admission = admission;
  }

  /**
   * Ranks candidates by both sides and by each alone.
   *
   * @throws io.tidemark.serving.errors.RefusedException if there is too much to do, or a candidate
   *     is no id
   */
  public RankAnswer explain(String userId, List<String> candidates) {
    RankRequest request =
        new RankRequest(
            userId,
            candidates,
            null,
            null,
            true,
            Math.toIntExact(configuration.maxTimeout().toMilliseconds()),
            false);
    RankRequest.Checked checked = request.check(configuration);
    try (Admission.Pass pass = admission.enter(WAIT)) {
      return ranking.rank(List.of(checked), configuration.headWeights(), pass).get(0).answer();
    }
  }
}
