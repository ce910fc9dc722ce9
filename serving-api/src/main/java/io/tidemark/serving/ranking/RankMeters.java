package io.tidemark.serving.ranking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** What rankings measure. */
final class RankMeters {
  private final Timer read;
  private final Timer score;
  private final Timer total;
  private final DistributionSummary candidates;
  private final Map<Degradation, Counter> degraded = new EnumMap<>(Degradation.class);

  RankMeters(MeterRegistry meters) {
    this.read = stage("read", meters);
    this.score = stage("score", meters);
    this.total = stage("total", meters);
    this.candidates =
        DistributionSummary.builder("tidemark.rank.candidates")
            .description("candidates of a ranking")
            .register(meters);
    for (Degradation reason : Degradation.values()) {
      degraded.put(
          reason,
          Counter.builder("tidemark.rank.degraded")
              .description("rankings that were not all they could be, by reason")
              .tag("reason", reason.wireName())
              .register(meters));
    }
  }

  /** Waiting for both tides. */
  Timer read() {
    return read;
  }

  /** Waiting for a turn, and scoring. */
  Timer score() {
    return score;
  }

  /** A ranking as a whole, without HTTP. */
  Timer total() {
    return total;
  }

  void count(int candidateCount, Collection<Degradation> reasons) {
    candidates.record(candidateCount);
    reasons.forEach(reason -> degraded.get(reason).increment());
  }

  private static Timer stage(String stage, MeterRegistry meters) {
    return Timer.builder("tidemark.rank.stage")
        .description("parts of a ranking")
        .tag("stage", stage)
        .publishPercentileHistogram()
        .register(meters);
  }
}
