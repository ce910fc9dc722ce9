package io.tidemark.infra.rankbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The API against what else could answer the same requests on the same machine, run in turn. */
final class Comparisons {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BODIES = 64;
  private static final double EQUAL = 1e-4;
  private static final int TURNS_OF_A_LOAD = 5;

  private final RankMeasurements with;
  private final String ranker;
  private final Path model;
  private final List<Features> features;
  private final int cores = Runtime.getRuntime().availableProcessors();

  /**
   * @param model folder of the ranker that is published
   */
  Comparisons(RankMeasurements with, String ranker, Path model) {
    this.with = with;
    this.ranker = ranker;
    this.model = model.resolve("model.onnx");
    this.features =
        LongStream.range(0, BODIES).mapToObj(seed -> Features.of(with.scale(), seed)).toList();
  }

  /** ONNX Runtime in a loop. */
  boolean bare() throws InterruptedException {
    double best = 0;
    try (BareOnnxLoop one = new BareOnnxLoop(model, 1, features);
        BareOnnxLoop all = new BareOnnxLoop(model, cores, features)) {
      one.run(cores, with.times().warmUp());
      best = one.run(cores, with.times().counted());
      double other = all.run(1, with.times().counted());
      with.report()
          .figure(
              ranker + ": bare ONNX Runtime, requests/s",
              Math.max(best, other),
              "Bare ONNX Runtime, ranker %s: %.0f requests/s on %d workers of one thread, %.0f on one worker of %d"
                  .formatted(ranker, best, cores, other, cores));
      best = Math.max(best, other);
    }
    try (ApiServer server = with.settings().start()) {
      with.report().loads("Against bare ONNX Runtime, ranker " + ranker);
      ratio("POST /v1/rank", with.saturation(with.rankings(server), "/v1/rank"), best);
      ratio("POST /v1/score", with.saturation(scorings(server), "/v1/score"), best);
    }
    return true;
  }

  private void ratio(String endpoint, double throughput, double bare) {
    with.report()
        .figure(
            "%s: %s over bare ONNX Runtime".formatted(ranker, endpoint),
            throughput / bare,
            "%s answers %.0f requests/s, %.0f%% of bare ONNX Runtime"
                .formatted(endpoint, throughput, 100 * throughput / bare));
  }

  /** FastAPI, uvicorn and onnxruntime, with the features in the request for both. */
  boolean peer() throws IOException, InterruptedException {
    Optional<String> missing = PythonPeer.missing();
    if (missing.isPresent()) {
      with.report().line("");
      with.report().line("Against FastAPI + uvicorn + onnxruntime: skipped, " + missing.get());
      return true;
    }
    with.report().loads("Against FastAPI + uvicorn + onnxruntime, ranker " + ranker);
    List<JsonNode> ours = new ArrayList<>();
    double own;
    try (ApiServer server = with.settings().start()) {
      own = measured("tidemark", scorings(server), ours);
    }
    List<JsonNode> theirs = new ArrayList<>();
    double other;
    Path log = with.settings().folder().resolve("peer.log");
    try (PythonPeer peer = PythonPeer.start(with.settings().home(), model, cores, log)) {
      other = measured("fastapi", new Requests(peer.uri("/v1/score"), bodies()), theirs);
    }
    double difference = difference(ours.get(0), theirs.get(0));
    with.report()
        .figure(
            ranker + ": throughput over FastAPI's",
            own / other,
            "%.0f against %.0f requests/s: %.1f times; scores differ by at most %.1e"
                .formatted(own, other, own / other, difference));
    return difference <= EQUAL;
  }

  /** The same server with its metrics off, in turns of a few seconds each. */
  boolean unmeasured(int pairs) throws InterruptedException {
    new MeasuringCost(with, pairs, with.times().counted().dividedBy(TURNS_OF_A_LOAD))
        .measure(ranker);
    return true;
  }

  private double measured(String name, Requests requests, List<JsonNode> answer)
      throws InterruptedException {
    double saturation = with.saturation(requests, name);
    try {
      answer.add(JSON.readTree(requests.sendFirst().body()));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not answer", e);
    }
    return saturation;
  }

  private Requests scorings(ApiServer server) {
    return new Requests(server.uri("/v1/score"), bodies());
  }

  private List<byte[]> bodies() {
    return features.stream().map(RankMeasurements::json).toList();
  }

  private static double difference(JsonNode one, JsonNode other) {
    double largest = 0;
    for (int n = 0; n < one.get("probabilities").size(); n++) {
      for (int h = 0; h < one.at("/probabilities/0").size(); h++) {
        String path = "/probabilities/%d/%d".formatted(n, h);
        largest = Math.max(largest, Math.abs(one.at(path).asDouble() - other.at(path).asDouble(2)));
      }
    }
    return largest;
  }
}
