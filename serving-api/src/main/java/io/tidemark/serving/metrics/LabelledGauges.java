package io.tidemark.serving.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/**
 * Gauges of one name whose labels come and go. One that stays is never taken away and put back with
 * its new value: whoever asked for all metrics at that moment would find it twice, and get none.
 */
public final class LabelledGauges {
  private final MultiGauge gauges;
  private volatile Map<Tags, Double> values = Map.of();

  /**
   * None yet.
   *
   * @param unit null if it has none
   */
  public LabelledGauges(String name, String description, String unit, MeterRegistry meters) {
    this.gauges = MultiGauge.builder(name).description(description).baseUnit(unit).register(meters);
  }

  /** From now on these, by their labels, and no others. */
  public void set(Map<Tags, Double> now) {
    values = Map.copyOf(now);
    gauges.register(
        now.keySet().stream()
            .<MultiGauge.Row<?>>map(
                labels -> MultiGauge.Row.of(labels, () -> values.getOrDefault(labels, Double.NaN)))
            .toList());
  }
}
