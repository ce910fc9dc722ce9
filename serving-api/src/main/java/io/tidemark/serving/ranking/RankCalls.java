package io.tidemark.serving.ranking;

import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.freshness.Freshness;
import io.tidemark.serving.impressions.ImpressionLog;
import io.tidemark.store.SyntheticUsers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What every call for rankings goes through: it is checked, admitted, ranked and recorded. */
public final class RankCalls {
  private final PinRanking ranking;
  private final RankingConfiguration configuration;
  private final Admission admission;
  private final ImpressionLog impressions;
  private final Consumer<Freshness> answers;

  /**
   * @param ranking makes rankings
   * @param configuration how
   * @param admission of how many at once
   * @param impressions where they are recorded
   * @param answers told how fresh each answer was
   */
  public RankCalls(
      PinRanking ranking,
      RankingConfiguration configuration,
      Admission admission,
      ImpressionLog impressions,
      Consumer<Freshness> answers) {
    this.ranking = ranking;
    this.configuration = configuration;
    this.admission = admission;
    this.impressions = impressions;
    this.answers = answers;
  }

  /** How rankings are made. */
  RankingConfiguration configuration() {
    return configuration;
  }

  /**
   * Ranks for one user or for several.
   *
   * @return in the order of the requests
   * @throws io.tidemark.serving.errors.RefusedException if there is too much to do
   */
  List<RankAnswer> answer(List<RankRequest.Checked> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    Duration longest =
        requests.stream()
            .map(RankRequest.Checked::timeout)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    List<Ranking> rankings;
    try (Admission.Pass pass = admission.enter(longest)) {
      rankings = ranking.rank(requests, configuration.headWeights(), pass);
    }
    rankings.forEach(this::record);
    return rankings.stream().map(Ranking::answer).toList();
  }

  /** Nothing is learned from users that nobody is. */
  private void record(Ranking made) {
    if (!SyntheticUsers.contains(made.answer().userId())) {
      impressions.record(made);
      answers.accept(made.answer().freshness());
    }
  }
}
