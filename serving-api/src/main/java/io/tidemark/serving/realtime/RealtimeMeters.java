package io.tidemark.serving.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.serving.realtime.RealtimeEmbedding.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What embeddings at the moment of a request measure. */
final class RealtimeMeters {
  private final Map<Status, Counter> outcomes = new EnumMap<>(Status.class);
  private final Timer duration;

  RealtimeMeters(MeterRegistry meters) {
    for (Status status : Status.values()) {
      outcomes.put(
          status,
          Counter.builder("tidemark.realtime.embeddings")
              .description("embeddings that arms asked for at the moment of a request, by outcome")
              .tag("outcome", status.wireName())
              .register(meters));
    }
    this.duration =
        Timer.builder("tidemark.realtime.embedding")
            .description("computing an embedding at the moment of a request, or giving it up")
            .publishPercentileHistogram()
            .register(meters);
  }

  void count(Status status, long nanos) {
    outcomes.get(status).increment();
    duration.record(nanos, TimeUnit.NANOSECONDS);
  }
}
