package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.pinnersage.InterestSettings;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.LocalPins;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.pipelines.training.TrainingProgress;
import io.tidemark.store.Action;
import io.tidemark.store.InterestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains and measures every arm on every split of a log.
 *
 * <p>Up to a split, pins' vectors, PinnerFormer and rankers learn, as the jobs do; behind it they
 * are measured, so nothing that is measured has gone into anything. The embeddings are computed for
 * each request from the actions before its day.
 */
final class RankerStudy {
  static final String RECENT = "popularity, 7 d";
  static final String EVER = "popularity";

  private static final Logger log = LoggerFactory.getLogger(RankerStudy.class);
  private static final long WEEK = Duration.ofDays(7).toMillis();
  private static final Duration LINE_EVERY = Duration.ofSeconds(20);

  private final Setting setting;
  private final Map<String, RequestQualities> rows = new LinkedHashMap<>();
  private final List<SplitFacts> facts = new ArrayList<>();

  /**
   * @param config of the ranker; its period and held-out time are the study's
   * @param pinnerFormer beneath it
   * @param positives what PinnerFormer learns and popularity counts
   * @param pinDimension P
   * @param threads of one operator, 0 for all cores
   */
  record Setting(
      RankerConfig config,
      PinnerFormerConfig pinnerFormer,
      PositiveActions positives,
      int pinDimension,
      long seed,
      int threads) {}

  /**
   * What a split has.
   *
   * @param t0 the split
   * @param pins with a vector
   * @param training requests
   * @param measured requests
   * @param withOutcome how many of those have an action of each head
   */
  record SplitFacts(Instant t0, int pins, int training, int measured, List<Long> withOutcome) {}

  /** A space of users and pins: PinnerFormer's, or the pins' own. */
  private record Space(ExampleSource source, float[][] towers) {
    Space withInterests(RequestLog requests, UserEncoder average) {
      return new Space(source.withInterests(requests, average), towers);
    }
  }

  RankerStudy(Setting setting) {
    this.setting = requireNonNull(setting, "setting is null");
  }

  /** Each arm's quality on the requests of all splits, in the table's order. */
  Map<String, RequestQualities> rows() {
    return rows;
  }

  List<SplitFacts> facts() {
    return facts;
  }

  /**
   * One split more.
   *
   * @param end of the requests that are measured on
   */
  void run(List<Timeline> timelines, Instant end) {
    RankerConfig config = setting.config();
    Instant t0 = end.minus(config.training().heldOut());
    List<Timeline> known = before(timelines, t0);
    if (known.isEmpty()) {
      throw new JobFailedException(
          "there is no action before %s to build pins and PinnerFormer of: choose fewer --windows or a shorter --targetWindow"
              .formatted(t0));
    }
    PinVectors pins =
        new LocalPins(setting.pinDimension(), setting.positives(), setting.seed()).build(known, t0);
    RequestLog requests =
        RequestLog.of(
            before(timelines, end), pins, setting.positives(), config, end, setting.seed());
    if (requests.training().isEmpty() || requests.heldOut().isEmpty()) {
      throw new JobFailedException(
          "the split at %s has %d requests to learn from and %d to measure on: choose other --windows, --targetWindow or --trainingWindow"
              .formatted(t0, requests.training().size(), requests.heldOut().size()));
    }
    log.info(
        "Split at {}: {} pins, {} requests to learn from, {} to measure on",
        t0,
        pins.size(),
        requests.training().size(),
        requests.heldOut().size());
    Space batch = pinnerFormer(known, pins, requests, t0);
    List<RankerExample> heldOut = examples(batch.source(), requests.heldOut(), setting.seed());
    baselines(batch.source(), requests, heldOut);
    for (RankerArm arm : RankerArm.of(config)) {
      Space space =
          switch (arm.user()) {
            case PINNERFORMER ->
                arm.config().architecture().interests()
                    ? batch.withInterests(requests, interests(pins))
                    : batch;
            case DECAY_AVERAGE ->
                average(new DecayAverage(pins, setting.positives()), pins, requests);
          };
      List<RankerExample> own =
          space == batch ? heldOut : examples(space.source(), requests.heldOut(), setting.seed());
      measure(arm, space, pins, requests, own);
    }
    List<Long> withOutcome = new ArrayList<>();
    for (int head = 0; head < config.heads().size(); head++) {
      int of = head;
      withOutcome.add(
          heldOut.stream()
              .filter(e -> Arrays.stream(e.outcomes()).anyMatch(bits -> (bits & 1 << of) != 0))
              .count());
    }
    facts.add(
        new SplitFacts(
            t0, pins.size(), requests.training().size(), requests.heldOut().size(), withOutcome));
  }

  private static List<Timeline> before(List<Timeline> timelines, Instant instant) {
    List<Timeline> known = new ArrayList<>();
    for (Timeline timeline : timelines) {
      List<Action> actions =
          timeline.actions().stream()
              .filter(action -> action.occurredAt() < instant.toEpochMilli())
              .toList();
      if (!actions.isEmpty()) {
        known.add(new Timeline(timeline.userId(), actions));
      }
    }
    return known;
  }

  private Space pinnerFormer(
      List<Timeline> known, PinVectors pins, RequestLog requests, Instant before) {
    try (TrainingEngine engine = TrainingEngine.open(setting.threads(), setting.seed())) {
      LocalPinnerFormer model =
          LocalPinnerFormer.train(
              engine,
              setting.pinnerFormer(),
              new LocalPinnerFormer.Data(known, pins, setting.positives(), before.toEpochMilli()),
              setting.seed(),
              log::info);
      return new Space(
          ExampleSource.of(setting.config().requests(), requests, model::embedUsers, pins.size()),
          model.embedPins());
    }
  }

  private UserEncoder interests(PinVectors pins) {
    return InterestEncoder.of(
        "study",
        pins,
        new InterestSettings(
            PinnerSageConfig.standard(), setting.positives(), InterestProfile.MAX_INTERESTS));
  }

  /** Users as averages of pins, which lie in the pins' own space. */
  private Space average(UserEncoder users, PinVectors pins, RequestLog requests) {
    float[][] towers = new float[pins.size()][];
    Arrays.setAll(towers, pins::vector);
    return new Space(
        ExampleSource.of(setting.config().requests(), requests, users, pins.size()), towers);
  }

  /** The same candidates in the same order whatever the space. */
  private List<RankerExample> examples(
      ExampleSource source, List<PastRequest> requests, long from) {
    SplittableRandom random = new SplittableRandom(from);
    int size = setting.config().training().heldOutCandidates();
    return requests.stream().map(request -> source.heldOut(request, size, random)).toList();
  }

  private void baselines(ExampleSource source, RequestLog requests, List<RankerExample> heldOut) {
    for (int i = 0; i < heldOut.size(); i++) {
      RankerExample example = heldOut.get(i);
      PastRequest request = requests.heldOut().get(i);
      float[] recent = new float[example.candidates().length];
      for (int j = 0; j < recent.length; j++) {
        recent[j] = source.recentPopularity(example.candidates()[j], request.batchAsOf(), WEEK);
      }
      row(RECENT).add(example, forEachHead(recent));
      row(EVER).add(example, forEachHead(example.candidateActions()));
    }
  }

  private float[] forEachHead(float[] scores) {
    int heads = setting.config().heads().size();
    float[] all = new float[scores.length * heads];
    for (int i = 0; i < all.length; i++) {
      all[i] = scores[i / heads];
    }
    return all;
  }

  private void measure(
      RankerArm arm,
      Space space,
      PinVectors pins,
      RequestLog requests,
      List<RankerExample> heldOut) {
    log.info("Training {}", arm.name());
    // An engine a row: each starts from the seed, and gives its memory back.
    try (TrainingEngine engine = TrainingEngine.open(setting.threads(), setting.seed())) {
      RankerTrainer trainer =
          new RankerTrainer(engine, arm.config(), pins, space.towers(), setting.seed());
      ExampleSource source = space.source().with(arm.config().requests());
      RankerConfig.Training training = arm.config().training();
      trainer.train(
          source,
          requests.training(),
          new TrainingProgress(training.maxSteps(), Duration.ofDays(1), LINE_EVERY, log::info));
      trainer.calibrate(examples(source, requests.calibration(), setting.seed() + 1));
      RequestQualities measured = trainer.qualities(heldOut, UnaryOperator.identity());
      for (int head = 0; head < arm.config().heads().size(); head++) {
        log.info(
            "{}", measured.quality(head).row(arm.name(), arm.config().heads().get(head).name()));
      }
      row(arm.name()).addAll(measured);
    }
  }

  private RequestQualities row(String name) {
    return rows.computeIfAbsent(name, row -> new RequestQualities(setting.config().heads().size()));
  }
}
