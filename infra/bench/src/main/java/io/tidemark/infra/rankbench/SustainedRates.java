package io.tidemark.infra.rankbench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * The rates at which servers answer 99% of their requests within a bound, found by going up after a
 * turn that did and down after one that did not (Dixon and Mood, A Method for Obtaining and
 * Analyzing Sensitivity Data, 1948). The servers have their turns one after the other, so that what
 * the machine does meanwhile falls on all.
 *
 * @param bound of 99% of the latencies; who is refused or fails is not within it
 * @param turns of each server, of which the second half counts
 * @param turn how long one is
 */
record SustainedRates(Load load, Duration bound, int turns, Duration turn) {
  private static final double ENOUGH = 0.99;
  private static final double FAR_STEP = 1.15;
  private static final double NEAR_STEP = 1.04;

  /** Where a server starts: requests a second. */
  record Start(Requests requests, double rate) {}

  /** The rates of each server's counted turns, in the order of the starts. */
  List<DescriptiveStatistics> of(List<Start> starts) throws InterruptedException {
    double[] rates = starts.stream().mapToDouble(Start::rate).toArray();
    List<DescriptiveStatistics> counted = new ArrayList<>();
    starts.forEach(start -> counted.add(new DescriptiveStatistics()));
    for (int i = 0; i < turns; i++) {
      boolean counts = i >= turns / 2;
      for (int server = 0; server < rates.length; server++) {
        Outcome outcome = load.open(starts.get(server).requests(), rates[server], turn);
        if (counts) {
          counted.get(server).addValue(rates[server]);
        }
        double step = counts ? NEAR_STEP : FAR_STEP;
        rates[server] *= outcome.within(bound) >= ENOUGH ? step : 1 / step;
      }
    }
    return counted;
  }
}
