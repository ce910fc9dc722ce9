package io.tidemark.infra.rankbench;

import io.tidemark.infra.paired.PairedRatio;
import io.tidemark.infra.paired.PairedRatio.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two servers that differ in their settings, loaded in turns, and who is first changes. The one
 * that has its turn competes with what the other does in the background.
 */
final class TwoServers {
  /** Keeps two cores busy, and hardly anything is refused. */
  private static final int CONNECTIONS = 4;

  private final RankMeasurements with;
  private final int pairs;
  private final Duration turn;

  /** A server in its turns. */
  private record Side(ApiServer server, Requests requests) {}

  /**
   * One turn of a server.
   *
   * @param throughput answers a second
   * @param cpuMillis processor time of the server's process for an answer, whatever it was spent on
   */
  private record Turn(double throughput, double cpuMillis) {}

  /**
   * One server over the other.
   *
   * @param throughput answers a second
   * @param cpu processor time for an answer
   */
  record Compared(PairedRatio throughput, PairedRatio cpu) {}

  /**
   * @param with how they are loaded
   * @param pairs how many times each has its turn
   * @param turn how long one is
   */
  TwoServers(RankMeasurements with, int pairs, Duration turn) {
    this.with = with;
    this.pairs = pairs;
    this.turn = turn;
  }

  /** Warms both and loads them in turns. */
  Compared compare(ApiServer oneServer, ApiServer otherServer) throws InterruptedException {
    Side one = new Side(oneServer, with.rankings(oneServer));
    Side other = new Side(otherServer, with.rankings(otherServer));
    with.load().closed(one.requests(), CONNECTIONS, with.times().warmUp());
    with.load().closed(other.requests(), CONNECTIONS, with.times().warmUp());
    List<Pair> throughputs = new ArrayList<>();
    List<Pair> cpu = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean oneFirst = pair % 2 == 0;
      Turn first = turn(oneFirst ? one : other);
      Turn second = turn(oneFirst ? other : one);
      Turn ofOne = oneFirst ? first : second;
      Turn ofOther = oneFirst ? second : first;
      throughputs.add(new Pair(ofOne.throughput(), ofOther.throughput()));
      cpu.add(new Pair(ofOne.cpuMillis(), ofOther.cpuMillis()));
    }
    return new Compared(PairedRatio.of(throughputs), PairedRatio.of(cpu));
  }

  private Turn turn(Side side) throws InterruptedException {
    long before = side.server().cpuNanos();
    Outcome outcome = with.load().closed(side.requests(), CONNECTIONS, turn);
    double spent = side.server().cpuNanos() - before;
    return new Turn(
        outcome.throughput(), spent / 1e6 / Math.max(1, outcome.micros().getTotalCount()));
  }
}
