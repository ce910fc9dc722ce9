package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.evaluation.Arm;
import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Evaluation;
import io.tidemark.pipelines.evaluation.TimeSplit;
import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains and measures every row of a study on every split. */
final class StudyRun {
  private static final Logger log = LoggerFactory.getLogger(StudyRun.class);

  private final List<Timeline> timelines;
  private final StudySettings settings;

  StudyRun(List<Timeline> timelines, StudySettings settings) {
    this.timelines = List.copyOf(timelines);
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** Every variant, the PinnerSage oracles and the baselines, at every cadence. */
  StudyResults run(List<Variant> variants, List<Cadence> cadences) {
    StudyResults results = new StudyResults();
    for (TimeSplit split : settings.splits()) {
      StudyWindow window = StudyWindow.of(split, timelines, settings);
      log.info(
          "Split at {}: {} targets, {} training users, {} pins",
          split.t0(),
          window.targets().size(),
          window.training().size(),
          window.pins().size());
      results.add(window.facts(), Freshness.of(window));
      Evaluation evaluation = new Evaluation(split, window.targets(), window.topics());
      for (Variant variant : variants) {
        log.info("Training {}", variant.name());
        // An engine a row: each starts from the seed, and gives its memory back.
        try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed())) {
          LocalPinnerFormer model = train(engine, variant, window, results);
          Arm arm = arms(engine, window).pinnerFormer(variant.name(), model);
          results.add(variant.name(), evaluation.run(arm, cadences));
        }
      }
      try (TrainingEngine engine = TrainingEngine.open(settings.threads(), settings.seed())) {
        StudyArms arms = arms(engine, window);
        List<Arm> others = new ArrayList<>(arms.pinnerSageOracles());
        others.addAll(arms.popularity(timelines));
        for (Arm arm : others) {
          log.info("Measuring {}", arm.name());
          results.add(arm.name(), evaluation.run(arm, cadences));
        }
      }
    }
    return results;
  }

  private StudyArms arms(TrainingEngine engine, StudyWindow window) {
    return new StudyArms(engine, window.pins(), settings.positiveActions());
  }

  private LocalPinnerFormer train(
      TrainingEngine engine, Variant variant, StudyWindow window, StudyResults results) {
    PinnerFormerConfig config = variant.change().applyTo(settings.config());
    LocalPinnerFormer.Data data = window.trainingData(settings);
    double pairs = LocalPinnerFormer.pairsPerWindow(config, data, settings.seed());
    if (settings.pairsPerStep() > 0) {
      long batch = Math.max(1, Math.round(settings.pairsPerStep() / pairs));
      config = ConfigChange.of("training.batch_users", batch).applyTo(config);
    }
    LocalPinnerFormer model =
        LocalPinnerFormer.train(engine, config, data, settings.seed(), log::info);
    Map<String, Double> metrics = model.metrics();
    int steps = metrics.get("steps").intValue();
    results.add(
        new TrainingFacts(
            variant.name(),
            config.training().batchUsers(),
            pairs * config.training().batchUsers(),
            steps,
            metrics.getOrDefault("best_step", (double) steps).intValue(),
            metrics.getOrDefault("recall_at_10", Double.NaN)));
    return model;
  }
}
