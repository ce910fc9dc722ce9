package io.tidemark.infra.rankbench;

import io.tidemark.infra.paired.PairedRatio;
import io.tidemark.infra.paired.PairedRatio.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two servers that differ in their settings, loaded in turns, and who is first changes. The one
 * that has its turn competes with what the other does in the background, which is part of what is
 * measured, and told beside it.
 */
final class TwoServers {
  /** Keeps two cores busy, and hardly anything is refused. */
  private static final int CONNECTIONS = 4;

  private final RankMeasurements with;
  private final ServerSettings other;
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
   * One server over the other.
   *
   * @param throughput answers a second
   * @param cpu the API's processor time for an answer
   * @param background cores that the one takes while nobody asks it, less those of the other
   */
  record Compared(PairedRatio throughput, PairedRatio cpu, double background) {}

  /**
   * @param with the one server's settings, and how it is loaded
   * @param other the other's settings
   * @param pairs how many times each has its turn
   * @param turn how long one is
   */
  TwoServers(RankMeasurements with, ServerSettings other, int pairs, Duration turn) {
    this.with = with;
    this.other = other;
    this.pairs = pairs;
    this.turn = turn;
  }

  /** Starts both, warms them and loads them in turns. */
  Compared compare() throws InterruptedException {
    try (ApiServer oneServer = with.settings().start();
        ApiServer otherServer = other.start()) {
      Side one = new Side(oneServer, with.rankings(oneServer));
      Side two = new Side(otherServer, with.rankings(otherServer));
      with.load().closed(one.requests(), CONNECTIONS, with.times().warmUp());
      with.load().closed(two.requests(), CONNECTIONS, with.times().warmUp());
      List<Pair> throughputs = new ArrayList<>();
      List<Pair> cpu = new ArrayList<>();
      double background = 0;
      for (int pair = 0; pair < pairs; pair++) {
        boolean oneFirst = pair % 2 == 0;
        Turn first = turn(oneFirst ? one : two, oneFirst ? two : one);
        Turn second = turn(oneFirst ? two : one, oneFirst ? one : two);
        Turn ofOne = oneFirst ? first : second;
        Turn ofTwo = oneFirst ? second : first;
        throughputs.add(new Pair(ofOne.throughput(), ofTwo.throughput()));
        cpu.add(new Pair(ofOne.cpuMillis(), ofTwo.cpuMillis()));
        background += (ofTwo.otherCores() - ofOne.otherCores()) / pairs;
      }
      return new Compared(PairedRatio.of(throughputs), PairedRatio.of(cpu), background);
    }
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
