package io.tidemark.infra.rankbench;

import io.tidemark.infra.paired.PairedRatio;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The API against what else could answer the same requests on the same machine, run in turn. */
final class Comparisons {
  private static final int BODIES = 64;
  private static final int TURNS_OF_A_LOAD = 5;

  private final RankMeasurements with;
  private final String ranker;
  private final Path model;
  private final int pairs;
  private final List<Features> features;
  private final int cores = Runtime.getRuntime().availableProcessors();

  /**
   * @param model folder of the ranker that is published
   * @param pairs how many turns each has, where there are turns
   */
  Comparisons(RankMeasurements with, String ranker, Path model, int pairs) {
    this.with = with;
    this.pairs = pairs;
    this.ranker = ranker;
    this.model = model.resolve("model.onnx");
    this.features =
        LongStream.range(0, BODIES).mapToObj(seed -> Features.of(with.scale(), seed)).toList();
  }

  /** ONNX Runtime in a loop, in turns with the API. */
  boolean bare() throws InterruptedException {
    try (BareOnnxLoop one = new BareOnnxLoop(model, 1, features);
        BareOnnxLoop all = new BareOnnxLoop(model, cores, features);
        ApiServer server = with.settings().start()) {
      one.run(cores, with.times().warmUp());
      double narrow = one.run(cores, with.times().counted());
      double wide = all.run(1, with.times().counted());
      with.report()
          .figure(
              ranker + ": bare ONNX Runtime, requests/s",
              Math.max(narrow, wide),
              "Bare ONNX Runtime, ranker %s: %.0f requests/s on %d workers of one thread, %.0f on one worker of %d"
                  .formatted(ranker, narrow, cores, wide, cores));
      BareLoad bare = narrow > wide ? turn -> one.run(cores, turn) : turn -> all.run(1, turn);
      with.report().loads("Against bare ONNX Runtime, ranker " + ranker);
      inTurns("/v1/rank", with.rankings(server), bare);
      inTurns("/v1/score", scorings(server), bare);
    }
    return true;
  }

  /** Requests a second of the bare loop. */
  @FunctionalInterface
  private interface BareLoad {
    double run(Duration turn) throws InterruptedException;
  }

  private void inTurns(String endpoint, Requests requests, BareLoad bare)
      throws InterruptedException {
    int connections = with.saturation(requests, endpoint).connections();
    List<PairedRatio.Pair> turns = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      double own = with.load().closed(requests, connections, turn()).throughput();
      turns.add(new PairedRatio.Pair(own, bare.run(turn())));
    }
    PairedRatio ratio = PairedRatio.of(turns);
    with.report()
        .figure(
            "%s: POST %s over bare ONNX Runtime".formatted(ranker, endpoint),
            ratio.ratio(),
            "POST %s over bare ONNX Runtime, %d connections, %d pairs of turns: throughput %s, 95%% interval"
                .formatted(endpoint, connections, ratio.pairs(), ratio));
  }

  /** FastAPI, uvicorn and onnxruntime, with the features in the request for both. */
  boolean peer(Duration p99) throws IOException, InterruptedException {
    return new PeerComparison(
            with, ranker, model, features, new SustainedRates(with.load(), p99, pairs, turn()))
        .run();
  }

  /** The same server with its metrics off, in turns and in the same JVM. */
  boolean unmeasured() throws InterruptedException {
    ServerSettings off = with.settings().with("measure", "false");
    List<ApiServer> servers = ApiServer.startTogether(with.settings(), off);
    try (ApiServer one = servers.get(0);
        ApiServer other = servers.get(1)) {
      compare("without metrics and freshness", one, other);
    }
    double background = coresAtRest(with.settings()) - coresAtRest(off);
    with.report()
        .figure(
            ranker + ": cores that metrics, freshness, canary and sample take at rest",
            background,
            "metrics, freshness, canary and sample take %.3f of a core while nobody asks"
                .formatted(background));
    return true;
  }

  /** What a server takes of a core after a load, when nobody asks it. */
  private double coresAtRest(ServerSettings settings) throws InterruptedException {
    try (ApiServer server = settings.start()) {
      with.load().closed(with.rankings(server), cores, with.times().warmUp());
      TimeUnit.NANOSECONDS.sleep(with.times().counted().toNanos());
      long cpu = server.cpuNanos();
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(with.times().counted().toNanos());
      return (double) (server.cpuNanos() - cpu) / (System.nanoTime() - start);
    }
  }

  /** The same server started with other flags of the JVM, in turns. */
  boolean otherFlags(List<String> flags) throws InterruptedException {
    try (ApiServer one = with.settings().start();
        ApiServer other = with.settings().withJvmFlags(flags).start()) {
      compare("with " + String.join(" ", flags), one, other);
    }
    return true;
  }

  private void compare(String how, ApiServer one, ApiServer other) throws InterruptedException {
    TwoServers.Compared over = new TwoServers(with, pairs, turn()).compare(one, other);
    with.report()
        .figure(
            ranker + ": throughput over that " + how,
            over.throughput().ratio(),
            "The API over the same %s, %d pairs of turns: throughput %s, 95%% interval"
                .formatted(how, over.throughput().pairs(), over.throughput()));
    with.report()
        .figure(
            ranker + ": the API's processor time an answer over that " + how,
            over.cpu().ratio(),
            "the API's processor time an answer %s, 95%% interval".formatted(over.cpu()));
  }

  private Duration turn() {
    return with.times().counted().dividedBy(TURNS_OF_A_LOAD);
  }

  private Requests scorings(ApiServer server) {
    return new Requests(
        server.uri("/v1/score"),
        Encoding.JSON.mediaType(),
        features.stream().map(Encoding.JSON::write).toList());
  }
}
