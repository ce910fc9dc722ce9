package io.tidemark.infra.rankbench;

import io.tidemark.infra.rankbench.PairedRatio.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What metrics and freshness cost: two servers, one with all of it and one with none, are loaded in
 * turns, and change who is first. The one that has its turn competes with what the other does in
 * the background, which is part of what is measured, and told beside it.
 */
final class MeasuringCost {
  private static final int CONNECTIONS = 8;

  private final RankMeasurements with;
  private final int pairs;
  private final Duration turn;

  /** A server in its turns. */
  private record Side(ApiServer server, Requests requests) {}

  /**
   * One turn of a server.
   *
   * @param throughput answers a second
   * @param cpuMillis processor time of the server for an answer, whatever it was spent on
   * @param otherCores processor time of the other server a second, in which nobody asked it
   */
  private record Turn(double throughput, double cpuMillis, double otherCores) {}

  /**
   * @param pairs how many times each has its turn
   * @param turn how long one is
   */
  MeasuringCost(RankMeasurements with, int pairs, Duration turn) {
    this.with = with;
    this.pairs = pairs;
    this.turn = turn;
  }

  /** Measures, and reports. */
  void measure(String ranker) throws InterruptedException {
    try (ApiServer measured = with.settings().start();
        ApiServer unmeasured = with.settings().with("measure", "false").start()) {
      Side on = new Side(measured, with.rankings(measured));
      Side off = new Side(unmeasured, with.rankings(unmeasured));
      with.load().closed(on.requests(), CONNECTIONS, with.times().warmUp());
      with.load().closed(off.requests(), CONNECTIONS, with.times().warmUp());
      List<Pair> throughputs = new ArrayList<>();
      List<Pair> cpu = new ArrayList<>();
      double background = 0;
      double idle = 0;
      for (int pair = 0; pair < pairs; pair++) {
        boolean onFirst = pair % 2 == 0;
        Turn first = turn(onFirst ? on : off, onFirst ? off : on);
        Turn second = turn(onFirst ? off : on, onFirst ? on : off);
        Turn ofOn = onFirst ? first : second;
        Turn ofOff = onFirst ? second : first;
        throughputs.add(new Pair(ofOn.throughput(), ofOff.throughput()));
        cpu.add(new Pair(ofOn.cpuMillis(), ofOff.cpuMillis()));
        background += ofOff.otherCores() / pairs;
        idle += ofOn.otherCores() / pairs;
      }
      report(ranker, PairedRatio.of(throughputs), PairedRatio.of(cpu), background - idle);
    }
  }

  private void report(String ranker, PairedRatio throughput, PairedRatio cpu, double background) {
    with.report()
        .figure(
            ranker + ": throughput with metrics and freshness over without",
            throughput.ratio(),
            "With metrics and freshness over without, %d pairs of turns: throughput %s, 95%% interval"
                .formatted(throughput.pairs(), throughput));
    with.report()
        .figure(
            ranker + ": the API's processor time an answer, with over without",
            cpu.ratio(),
            "the API's processor time an answer %s, 95%% interval".formatted(cpu));
    with.report()
        .figure(
            ranker + ": cores that canary and sample take in the background",
            background,
            "canary and sample take %.3f of a core while nobody asks".formatted(background));
  }

  private Turn turn(Side side, Side waiting) throws InterruptedException {
    long cpu = side.server().cpuNanos();
    long waitingCpu = waiting.server().cpuNanos();
    long start = System.nanoTime();
    Outcome outcome = with.load().closed(side.requests(), CONNECTIONS, turn);
    double spent = side.server().cpuNanos() - cpu;
    double aside = waiting.server().cpuNanos() - waitingCpu;
    return new Turn(
        outcome.throughput(),
        spent / 1e6 / Math.max(1, outcome.micros().getTotalCount()),
        aside / (System.nanoTime() - start));
  }
}
