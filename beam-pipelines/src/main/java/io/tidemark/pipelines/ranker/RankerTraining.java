package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.pipelines.training.Parity;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import io.tidemark.store.Impression;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training from timelines to a checked model folder: draws requests, trains, measures, exports,
 * and compares the export with the trained network.
 */
final class RankerTraining {
  private static final Logger log = LoggerFactory.getLogger(RankerTraining.class);
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final int PARITY_REQUESTS = 32;
  private static final int GOLDEN_CANDIDATES = 5;

  private final TrainingEngine engine;
  private final RankerConfig config;
  private final PinVectors pins;
  private final BatchSide batchSide;
  private final PositiveActions positives;
  private final long seed;

  /**
   * The PinnerFormer that the ranker builds on.
   *
   * @param version its version
   * @param learnedBefore its weights have seen no action of this instant or later
   * @param encoder its user graph
   * @param pinTower its pin tower, to go into the ranker's graph
   * @param towers {@code [D]} a pin, by its index: what the pin tower makes of it
   * @param interests of PinnerSage beside it; empty if the ranker does not look at them
   */
  record BatchSide(
      String version,
      Instant learnedBefore,
      UserEncoder encoder,
      ModelProto pinTower,
      float[][] towers,
      Optional<InterestEncoder> interests) {}

  RankerTraining(
      TrainingEngine engine,
      RankerConfig config,
      PinVectors pins,
      BatchSide batchSide,
      PositiveActions positives,
      long seed) {
    this.engine = requireNonNull(engine, "engine is null");
    this.config = requireNonNull(config, "config is null");
    this.pins = requireNonNull(pins, "pins is null");
    this.batchSide = requireNonNull(batchSide, "batchSide is null");
    this.positives = requireNonNull(positives, "positives is null");
    this.seed = seed;
    if (config.architecture().interests() != batchSide.interests().isPresent()) {
      throw new IllegalArgumentException(
          "architecture.interests is %s, and there %s"
              .formatted(
                  config.architecture().interests(),
                  batchSide.interests().isPresent() ? "are interests" : "are none"));
    }
  }

  /**
   * Trains and leaves the model in its folder below {@code models}.
   *
   * @param impressions what was shown, as far as it was logged
   * @param published what it is compared with, if a ranker is published
   * @param staging an empty local folder for the files under way
   * @return the URI of the model's folder
   * @throws JobFailedException if there is nothing to train on
   */
  String run(
      Collection<Timeline> timelines,
      Collection<Impression> impressions,
      Instant asOf,
      Optional<PublishedRanker> published,
      String models,
      Path staging)
      throws IOException {
    RequestLog requests =
        RequestLog.of(timelines, impressions, pins, positives, config, asOf, seed);
    if (requests.training().isEmpty()) {
      throw new JobFailedException(
          "there is nothing to train a ranker on: in the %s before %s less the held-out %s no user did what a head is about to a pin of %s"
              .formatted(
                  config.requests().period(), asOf, config.training().heldOut(), pins.version()));
    }
    log.info(
        "Training on {} {} requests of {} users, measuring on {}",
        requests.training().size(),
        requests.isLogged() ? "logged" : "sampled",
        requests.users().size(),
        requests.heldOut().size());
    ExampleSource embedded =
        ExampleSource.of(config.requests(), requests, batchSide.encoder(), pins.size());
    ExampleSource source =
        batchSide
            .interests()
            .map(interests -> embedded.withInterests(requests, interests))
            .orElse(embedded);
    RankerTrainer trainer = new RankerTrainer(engine, config, pins, batchSide.towers(), seed);
    TrainingProgress progress =
        new TrainingProgress(
            config.training().maxSteps(), config.training().budget(), PROGRESS_INTERVAL, log::info);
    Map<String, Double> metrics =
        new LinkedHashMap<>(trainer.train(source, requests.training(), progress));
    trainer.calibrate(examples(source, requests.calibration(), seed + 1));
    List<RankerExample> heldOut = examples(source, requests.heldOut(), seed);
    metrics.putAll(measure(trainer, heldOut));
    if (published.isPresent() && !heldOut.isEmpty()) {
      metrics.putAll(compare(trainer, published.get(), requests.heldOut(), heldOut));
    }

    RankerGraph.of(trainer.network(), batchSide.pinTower())
        .write(staging.resolve(RankerModel.FILE));
    double parity = compare(trainer, staging, parityExamples(source, requests));
    ModelCard card = card(asOf, requests, trainer.network(), metrics, parity, published, staging);
    return ModelFolder.write(staging, card, models);
  }

  private List<RankerExample> examples(
      ExampleSource source, List<PastRequest> requests, long from) {
    SplittableRandom random = new SplittableRandom(from);
    return requests.stream()
        .map(request -> source.heldOut(request, config.training().heldOutCandidates(), random))
        .toList();
  }

  private Map<String, Double> measure(RankerTrainer trainer, List<RankerExample> heldOut) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("held_out_requests", (double) heldOut.size());
    if (heldOut.isEmpty()) {
      return metrics;
    }
    log.info("On {} held-out requests:", heldOut.size());
    log.info("sides        head         requests  HIT@3   AUC     log-loss  predicted/observed");
    trainer
        .measure(heldOut)
        .forEach(
            (sides, qualities) -> {
              for (int head = 0; head < config.heads().size(); head++) {
                String name = config.heads().get(head).name();
                HeadQuality quality = qualities.quality(head);
                if (quality.requests() > 0) {
                  log.info("{}", quality.row(sides, name));
                }
                metrics.putAll(quality.named(sides + "_" + name));
              }
            });
    return metrics;
  }

  /** What the published ranker makes of the same requests, and what the new one gains. */
  private Map<String, Double> compare(
      RankerTrainer trainer,
      PublishedRanker published,
      List<PastRequest> requests,
      List<RankerExample> heldOut) {
    RankerComparison comparison =
        new RankerComparison(
            published.measure(config.heads(), requests, heldOut, pins),
            trainer.qualities(heldOut, UnaryOperator.identity()));
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int head = 0; head < config.heads().size(); head++) {
      String name = config.heads().get(head).name();
      HeadQuality before = comparison.before().quality(head);
      if (before.requests() > 0) {
        log.info("{}", before.row("published", name));
      }
      metrics.putAll(comparison.named(head, name));
    }
    return metrics;
  }

  /** A few requests with both sides, and the same without either and without both. */
  private List<RankerExample> parityExamples(ExampleSource source, RequestLog requests) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PastRequest> training = requests.training();
    List<RankerExample> examples = new ArrayList<>();
    for (int i = 0; i < Math.min(PARITY_REQUESTS, training.size()); i++) {
      PastRequest request = training.get(training.size() - 1 - i);
      RankerExample example = source.heldOut(request, GOLDEN_CANDIDATES, random);
      examples.add(
          switch (i % 4) {
            case 0, 1 -> example;
            case 2 -> example.withoutLive();
            default -> example.withoutBatch();
          });
    }
    examples.add(examples.get(0).withoutBatch().withoutLive());
    return examples;
  }

  /** Writes the golden scores and answers the largest difference between network and export. */
  private double compare(RankerTrainer trainer, Path staging, List<RankerExample> examples)
      throws IOException {
    double largest = 0;
    List<GoldenScores.Case> cases = new ArrayList<>();
    try (RankerModel exported = RankerModel.load(staging, 1)) {
      for (RankerExample example : examples) {
        RankerInput input =
            RankerInput.of(
                example, pins, batchSide.towers()[0].length, config.architecture().interests());
        float[] trained = trainer.probabilities(List.of(example)).get(0);
        largest =
            Math.max(largest, Parity.maxAbsoluteDifference(trained, exported.probabilities(input)));
        if (cases.size() < 3 || example == examples.get(examples.size() - 1)) {
          cases.add(new GoldenScores.Case(sides(example), input, trained));
        }
      }
    }
    Parity.require("the ranker", largest);
    new GoldenScores(Parity.TOLERANCE, cases).write(staging);
    return largest;
  }

  private static String sides(RankerExample example) {
    return "%s, %s%d live actions"
        .formatted(
            example.user().isPresent() ? "with embedding" : "without embedding",
            example.interests().isPresent() ? "with interests, " : "",
            example.livePins().length);
  }

  private ModelCard card(
      Instant asOf,
      RequestLog requests,
      RankerNetwork network,
      Map<String, Double> metrics,
      double parity,
      Optional<PublishedRanker> published,
      Path staging)
      throws IOException {
    Map<String, String> files =
        ModelFolder.hashes(
            List.of(staging.resolve(RankerModel.FILE), staging.resolve(GoldenScores.FILE)));
    return new ModelCard(
        Release.RANKER,
        ModelCard.version(Release.RANKER, asOf, files.get(RankerModel.FILE)),
        Clock.systemUTC().instant().toString(),
        ModelCard.revision(),
        files,
        RankerGraph.inputs(
            network.pinDimension(), network.userDimension(), config.architecture().interests()),
        RankerGraph.outputs(config.heads().size()),
        ModelCard.allActionTypeCodes(),
        ModelCard.allSurfaceCodes(),
        requires(),
        Map.of("pin", network.pinDimension(), "user", network.userDimension()),
        trainingFacts(asOf, requests, published),
        "cross-entropy of each head",
        metrics,
        parity,
        ModelCard.configOf(config),
        config.cardHeads(),
        config.architecture().variant().wireName(),
        config.requests().liveActions());
  }

  private Map<String, String> requires() {
    Map<String, String> requires = new TreeMap<>();
    requires.put(Release.PINS, pins.version());
    requires.put(Release.PINNERFORMER, batchSide.version());
    batchSide
        .interests()
        .ifPresent(interests -> requires.put(Release.PINNERSAGE, interests.version()));
    return requires;
  }

  private Map<String, String> trainingFacts(
      Instant asOf, RequestLog requests, Optional<PublishedRanker> published) {
    List<PastRequest> training = requests.training();
    Instant heldOutFrom = asOf.minus(config.training().heldOut());
    boolean isHonest =
        VersionStamp.isBefore(pins.version(), heldOutFrom)
            && !batchSide.learnedBefore().isAfter(heldOutFrom);
    Map<String, String> facts = new TreeMap<>();
    facts.put("from", Instant.ofEpochMilli(training.get(0).requestedAt()).toString());
    facts.put("to", asOf.toString());
    facts.put("held_out_from", heldOutFrom.toString());
    facts.put("vectors_built_before_held_out", Boolean.toString(isHonest));
    facts.put("users", Integer.toString(requests.users().size()));
    facts.put("requests", Integer.toString(training.size()));
    facts.put("candidates", requests.isLogged() ? "logged impressions" : "sampled pins");
    facts.put("positive_actions", positives.toString());
    facts.put("seed", Long.toString(seed));
    published.ifPresent(other -> facts.put("compared_with", other.card().version()));
    return facts;
  }
}
