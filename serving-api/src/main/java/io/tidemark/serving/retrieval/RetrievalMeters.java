package io.tidemark.serving.retrieval;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What retrievals measure. */
final class RetrievalMeters {
  private final Timer read;
  private final Timer search;
  private final Counter coldStarts;
  private final Map<Source, Counter> candidates = new EnumMap<>(Source.class);

  RetrievalMeters(MeterRegistry meters) {
    this.read = stage("read", meters);
    this.search = stage("search", meters);
    this.coldStarts =
        Counter.builder("tidemark.retrieval.cold.starts")
            .description("retrievals for users of whom nothing is known")
            .register(meters);
    for (Source source : Source.values()) {
      candidates.put(
          source,
          Counter.builder("tidemark.retrieval.candidates")
              .description("candidates of answers, by the source that named them")
              .tag("source", source.wireName())
              .register(meters));
    }
  }

  /** A retrieval was made. */
  void count(CandidatesAnswer answer, long readNanos, long searchNanos) {
    read.record(readNanos, TimeUnit.NANOSECONDS);
    search.record(searchNanos, TimeUnit.NANOSECONDS);
    if (answer.coldStart()) {
      coldStarts.increment();
    }
    answer
        .sources()
        .forEach(source -> candidates.get(source.source()).increment(source.candidates()));
  }

  private static Timer stage(String stage, MeterRegistry meters) {
    return Timer.builder("tidemark.retrieval.stage")
        .description("parts of a retrieval")
        .tag("stage", stage)
        .publishPercentileHistogram()
        .register(meters);
  }
}
