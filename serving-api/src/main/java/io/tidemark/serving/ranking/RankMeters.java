package io.tidemark.serving.ranking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What rankings measure. */
final class RankMeters {
  private final Timer read;
  private final Timer score;
  private final Timer total;
  private final DistributionSummary candidates;
  private final Map<Fallback, Counter> fallbacks = new EnumMap<>(Fallback.class);
  private final Map<Degradation, Counter> degraded = new EnumMap<>(Degradation.class);

  RankMeters(MeterRegistry meters) {
    this.read = stage("read", meters);
    this.score = stage("score", meters);
    this.total = stage("total", meters);
    this.candidates =
        DistributionSummary.builder("tidemark.rank.candidates")
            .description("candidates of a ranking")
            .register(meters);
    for (Fallback fallback : Fallback.values()) {
      fallbacks.put(
          fallback,
          Counter.builder("tidemark.rank.fallback")
              .description("rankings that were not by both tides, by what they were by")
              .tag("fallback", fallback.wireName())
              .register(meters));
    }
    for (Degradation reason : Degradation.values()) {
      degraded.put(
          reason,
          Counter.builder("tidemark.rank.degraded")
              .description("rankings that were not all they could be, by reason")
              .tag("reason", reason.wireName())
              .register(meters));
    }
  }

  /** A ranking waited that long for both tides. */
  void read(long nanos) {
    read.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A ranking took that long to score, waiting for its turn included. */
  void score(long nanos) {
    score.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A ranking was made, in that time as a whole but for HTTP. */
  void count(RankAnswer answer, int candidateCount, long nanos) {
    total.record(nanos, TimeUnit.NANOSECONDS);
    candidates.record(candidateCount);
    answer.degraded().forEach(reason -> degraded.get(reason).increment());
    if (answer.fallback() != null) {
      fallbacks.get(answer.fallback()).increment();
    }
  }

  private static Timer stage(String stage, MeterRegistry meters) {
    return Timer.builder("tidemark.rank.stage")
        .description("parts of a ranking")
        .tag("stage", stage)
        .publishPercentileHistogram()
        .register(meters);
  }
}
