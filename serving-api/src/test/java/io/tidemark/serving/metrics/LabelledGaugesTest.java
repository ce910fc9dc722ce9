package io.tidemark.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LabelledGaugesTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelledGauges gauges =
      new LabelledGauges("test.lag", "of a test", "seconds", registry);

  @Test
  void onlyTheLastValuesAreThere() {
    gauges.set(Map.of(labels(0), 1.0, labels(1), 2.0));
    gauges.set(Map.of(labels(1), 3.0, labels(2), 4.0));
    assertThat(registry.scrape())
        .doesNotContain("partition=\"0\"")
        .contains("test_lag_seconds{partition=\"1\"} 3.0", "test_lag_seconds{partition=\"2\"} 4.0");
    gauges.set(Map.of());
    assertThat(registry.scrape()).doesNotContain("partition");
  }

  @Test
  void everyScrapeSucceedsWhileValuesChange() throws Exception {
    Map<Tags, Double> many = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      many.put(labels(i), 1.0);
    }
    gauges.set(many);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          writer.submit(
              () -> {
                while (!done.get()) {
                  gauges.set(many);
                }
              });
      for (int scrape = 0; scrape < 500; scrape++) {
        assertThat(registry.scrape()).contains("partition=\"0\"", "partition=\"49\"");
      }
      done.set(true);
      writing.get();
    } finally {
      writer.shutdownNow();
    }
  }

  private static Tags labels(int partition) {
    return Tags.of("partition", Integer.toString(partition));
  }
}
