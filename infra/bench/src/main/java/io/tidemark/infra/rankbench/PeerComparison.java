package io.tidemark.infra.rankbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * {@code POST /v1/score} against FastAPI, uvicorn and onnxruntime with the same file and the same
 * features in the request: the most answers a second, and the rates at which both keep the same
 * p99.
 */
final class PeerComparison {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double EQUAL = 1e-4;

  /** Of the most that one does: where the search for its rate begins. */
  private static final double START = 0.6;

  private final RankMeasurements with;
  private final String ranker;
  private final Path model;
  private final List<Features> features;
  private final SustainedRates sustained;

  /**
   * One of them, and what it answers.
   *
   * @param most its answers a second
   */
  private record Contender(String name, Requests requests, double most, JsonNode answer) {}

  /**
   * @param model {@code model.onnx} of the ranker that is published
   * @param features of the requests
   */
  PeerComparison(
      RankMeasurements with,
      String ranker,
      Path model,
      List<Features> features,
      SustainedRates sustained) {
    this.with = with;
    this.ranker = ranker;
    this.model = model;
    this.features = features;
    this.sustained = sustained;
  }

  /** Runs all; false if their scores are not the same. */
  boolean run() throws IOException, InterruptedException {
    Optional<String> missing = PythonPeer.missing();
    if (missing.isPresent()) {
      with.report().line("");
      with.report().line("Against FastAPI + uvicorn + onnxruntime: skipped, " + missing.get());
      return true;
    }
    with.report().loads("Against FastAPI + uvicorn + onnxruntime, ranker " + ranker);
    int workers = Runtime.getRuntime().availableProcessors();
    Path log = with.settings().folder().resolve("peer.log");
    try (ApiServer server = with.settings().start();
        PythonPeer peer = PythonPeer.start(with.settings().home(), model, workers, log)) {
      List<Contender> all = new ArrayList<>();
      for (Encoding encoding : Encoding.values()) {
        all.add(contender("tidemark, " + encoding.label(), server.uri("/v1/score"), encoding));
      }
      for (PythonPeer.Way way : PythonPeer.Way.values()) {
        all.add(contender(way.label(), peer.uri(way.path()), way.encoding()));
      }
      boolean equal = areEqual(all);
      compare(all);
      return equal;
    }
  }

  private Contender contender(String name, URI endpoint, Encoding encoding)
      throws IOException, InterruptedException {
    Requests requests =
        new Requests(
            endpoint, encoding.mediaType(), features.stream().map(encoding::write).toList());
    double most = with.saturation(requests, name).throughput();
    return new Contender(name, requests, most, JSON.readTree(requests.answerToFirst()));
  }

  private boolean areEqual(List<Contender> all) {
    double difference =
        all.stream()
            .mapToDouble(other -> difference(all.get(0).answer(), other.answer()))
            .max()
            .orElseThrow();
    with.report().line("");
    with.report().line("Scores differ by at most %.1e".formatted(difference));
    return difference <= EQUAL;
  }

  private void compare(List<Contender> all) throws InterruptedException {
    List<DescriptiveStatistics> rates =
        sustained.of(
            all.stream()
                .map(one -> new SustainedRates.Start(one.requests(), START * one.most()))
                .toList());
    for (int i = 0; i < all.size(); i++) {
      tell(all.get(i), rates.get(i));
    }
    for (int own = 0; own < Encoding.values().length; own++) {
      for (int other = Encoding.values().length; other < all.size(); other++) {
        tell(all.get(own), rates.get(own), all.get(other), rates.get(other));
      }
    }
  }

  private void tell(Contender one, DescriptiveStatistics rate) {
    with.report()
        .figure(
            "%s: %s, requests/s with a p99 of %d ms"
                .formatted(ranker, one.name(), sustained.bound().toMillis()),
            rate.getPercentile(50),
            "%s: at most %.0f/s; %.0f/s (%.0f to %.0f) with a p99 of %d ms"
                .formatted(
                    one.name(),
                    one.most(),
                    rate.getPercentile(50),
                    rate.getMin(),
                    rate.getMax(),
                    sustained.bound().toMillis()));
  }

  private void tell(
      Contender one, DescriptiveStatistics rate, Contender other, DescriptiveStatistics otherRate) {
    double ratio = rate.getPercentile(50) / otherRate.getPercentile(50);
    with.report()
        .figure(
            "%s: %s over %s with equal p99".formatted(ranker, one.name(), other.name()),
            ratio,
            "%s over %s: %.2f times at most, %.2f times with equal p99"
                .formatted(one.name(), other.name(), one.most() / other.most(), ratio));
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
