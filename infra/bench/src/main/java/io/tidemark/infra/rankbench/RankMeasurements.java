package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.Component;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The measurements of one ranker behind the API. */
final class RankMeasurements {
  static final int[] CONNECTIONS = {2, 4, 8, 16};
  private static final int WARM_UP_CONNECTIONS = 4;
  private static final int BODIES = 2_000;
  private static final double[] SHARES = {0.1, 0.25, 0.5, 0.75, 0.9};
  private static final double IDLE = 0.1;

  /** Of half the saturating rate, each with a saturating rate of its own. */
  private static final int ROUNDS = 7;

  /** Between two disturbances. */
  private static final Duration CALM = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final Load load;
  private final Scale scale;
  private final Times times;
  private final Report report;

  /**
   * How long to load.
   *
   * @param warmUp not counted
   * @param counted each load
   */
  record Times(Duration warmUp, Duration counted) {}

  RankMeasurements(ServerSettings settings, Load load, Scale scale, Times times, Report report) {
    this.settings = settings;
    this.load = load;
    this.scale = scale;
    this.times = times;
    this.report = report;
  }

  ServerSettings settings() {
    return settings;
  }

  Load load() {
    return load;
  }

  Scale scale() {
    return scale;
  }

  Times times() {
    return times;
  }

  Report report() {
    return report;
  }

  /** Starts the server, warms it and finds the rate that saturates it. */
  Saturated saturate(String ranker) throws InterruptedException {
    ApiServer server = settings.start();
    try {
      Requests requests = rankings(server);
      report.loads("POST /v1/rank, ranker " + ranker);
      return new Saturated(server, requests, ranker, saturation(requests, "saturation"));
    } catch (RuntimeException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  /**
   * The most answers a second.
   *
   * @param connections with which they came
   */
  record Saturation(int connections, double throughput) {}

  /** The most answers a second, over numbers of connections. */
  Saturation saturation(Requests requests, String name) throws InterruptedException {
    load.closed(requests, WARM_UP_CONNECTIONS, times.warmUp());
    Saturation best = new Saturation(0, 0);
    for (int connections : CONNECTIONS) {
      Outcome outcome = load.closed(requests, connections, times.counted());
      report.load(null, "%s, %d connections".formatted(name, connections), Double.NaN, outcome);
      if (outcome.throughput() > best.throughput()) {
        best = new Saturation(connections, outcome.throughput());
      }
    }
    return best;
  }

  /** Rankings of made-up users over made-up candidates. */
  Requests rankings(ApiServer server) {
    SplittableRandom random = new SplittableRandom(3);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < BODIES; i++) {
      List<String> pins =
          random
              .ints(0, scale.pins())
              .distinct()
              .limit(scale.candidates())
              .mapToObj(scale::pin)
              .toList();
      bodies.add(
          Encoding.JSON.write(
              Map.of(
                  "user_id",
                  scale.user(i % scale.users()),
                  "surface",
                  "home",
                  "candidates",
                  pins)));
    }
    return new Requests(server.uri("/v1/rank"), Encoding.JSON.mediaType(), bodies);
  }

  /** A server whose saturating rate is known. */
  final class Saturated implements AutoCloseable {
    private final ApiServer server;
    private final Requests requests;
    private final String ranker;
    private final Saturation saturation;

    private Saturated(ApiServer server, Requests requests, String ranker, Saturation saturation) {
      this.server = server;
      this.requests = requests;
      this.ranker = ranker;
      this.saturation = saturation;
    }

    /** The latency at these rates, or at shares of saturation if none is given. */
    boolean rates(List<Integer> rates) throws InterruptedException {
      boolean clean = true;
      for (double share : SHARES) {
        if (rates.isEmpty()) {
          Outcome outcome =
              open(
                  ranker,
                  "%.0f%% of saturation".formatted(share * 100),
                  share * saturation.throughput());
          clean &= outcome.failed() == 0;
        }
      }
      for (int rate : rates) {
        clean &= open(ranker, "given rate", rate).failed() == 0;
      }
      return clean;
    }

    /**
     * Half the saturating rate, and what the server's own timers say of the state's fetch. In
     * rounds, each at half of what the server does at most in the seconds before it: minutes apart
     * the machine's speed is another.
     */
    boolean half() throws InterruptedException {
      load.open(requests, saturation.throughput() / 2, times.warmUp().dividedBy(2));
      Rounds latency = new Rounds("at half of saturation");
      Rounds fetch = new Rounds("state fetch, the slower of both sides by the server's timer,");
      boolean clean = true;
      for (int round = 0; round < ROUNDS; round++) {
        double rate = saturationNow() / 2;
        Meters before = server.meters();
        Outcome outcome = load.open(requests, rate, times.counted().dividedBy(2));
        Meters after = server.meters();
        report.load(null, "half of %.0f/s".formatted(2 * rate), rate, outcome);
        latency.add(outcome.millis(99), outcome);
        fetch.add(Math.max(fetch(before, after, "batch"), fetch(before, after, "live")), outcome);
        clean &= outcome.failed() == 0;
      }
      latency.tell(report, ranker);
      fetch.tell(report, ranker);
      return clean;
    }

    private double fetch(Meters before, Meters after, String read) {
      return after.millisSince(
          before, "tidemark_rank_read_seconds", "read=\"%s\"".formatted(read), 99);
    }

    /** What the server does at most as fast as the machine is now, requests a second. */
    private double saturationNow() throws InterruptedException {
      return load.closed(requests, saturation.connections(), times.counted().dividedBy(5))
          .throughput();
    }

    /** Twice the saturating rate, between two loads that leave the server nearly idle. */
    boolean overload(Duration duration) throws InterruptedException {
      Outcome unloaded = open(null, "before: 10% of saturation", IDLE * saturation.throughput());
      double twice = 2 * saturationNow();
      Meters before = server.meters();
      List<Long> memory = new ArrayList<>();
      ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
      var unused =
          sampler.scheduleAtFixedRate(
              () -> memory.add(server.residentMebibytes()), 0, 1, TimeUnit.SECONDS);
      Outcome overloaded;
      try {
        overloaded = load.open(requests, twice, duration);
      } finally {
        sampler.shutdownNow();
      }
      report.load(null, "twice saturation", twice, overloaded);
      double own =
          server.meters().millisSince(before, "tidemark_rank_stage_seconds", "stage=\"total\"", 99);
      Outcome recovered = open(null, "after: 10% of saturation", IDLE * saturation.throughput());
      double ratio = overloaded.millis(99) / unloaded.millis(99);
      report.figure(
          ranker + ": p99 of accepted requests at twice saturation over unloaded",
          ratio,
          "Accepted requests at twice saturation: p99 %.2f ms (from being read to being ranked at most %.2f by the server's timer), %.1f times the unloaded %.2f ms; after it %.2f ms"
              .formatted(
                  overloaded.millis(99), own, ratio, unloaded.millis(99), recovered.millis(99)));
      report.figure(
          ranker + ": resident MiB after the first tenth, at most, at the end",
          memory.isEmpty() ? Double.NaN : memory.get(memory.size() - 1),
          memory.isEmpty()
              ? "Memory of the server: unknown"
              : "Memory of the server, resident: %d MiB after the first tenth, at most %d, %d at the end"
                  .formatted(
                      memory.get(memory.size() / 10),
                      memory.stream().mapToLong(Long::longValue).max().orElseThrow(),
                      memory.get(memory.size() - 1)));
      return overloaded.failed() == 0 && recovered.failed() == 0 && recovered.refused() == 0;
    }

    /** Half the saturating rate, while the ranker is swapped and HBase is killed and comes back. */
    boolean disturb(BenchWorld world, String config) throws InterruptedException {
      Path other = world.writeRanker(config, 2);
      CompletableFuture<Void> disturbance =
          CompletableFuture.runAsync(
              () -> {
                world.publishRanker(other);
                pause();
                world.stack().kill(Component.HBASE);
                pause();
                world.stack().start(Component.HBASE);
              },
              CompletableFuture.delayedExecutor(CALM.toSeconds(), TimeUnit.SECONDS));
      Duration enough = times.counted().plusSeconds(60);
      Outcome outcome = load.open(requests, saturation.throughput() / 2, enough);
      disturbance.join();
      report.load(null, "half, ranker swapped, HBase killed", saturation.throughput() / 2, outcome);
      report.figure(
          ranker + ": answers other than 200 and declared 503 while disturbed",
          outcome.failed(),
          "While the ranker was swapped and HBase was killed and came back: %d answers, %d declared 503, %d other failures"
              .formatted(outcome.micros().getTotalCount(), outcome.refused(), outcome.failed()));
      return outcome.failed() == 0;
    }

    /** Counts after half a warm-up at that rate: the code is compiled anew for other loads. */
    private Outcome open(String series, String name, double rate) throws InterruptedException {
      load.open(requests, rate, times.warmUp().dividedBy(2));
      Outcome outcome = load.open(requests, rate, times.counted());
      report.load(series, name, rate, outcome);
      return outcome;
    }

    private static void pause() {
      try {
        TimeUnit.SECONDS.sleep(CALM.toSeconds());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
