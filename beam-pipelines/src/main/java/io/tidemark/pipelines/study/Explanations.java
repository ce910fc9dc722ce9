package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Facts of the data that explain why a shape does, or does not, appear. */
final class Explanations {
  private static final double FEW_PAIRS = 1_000;

  private Explanations() {}

  static List<String> of(StudyResults results) {
    List<String> facts = new ArrayList<>();
    Freshness freshness = results.freshness();
    facts.add(
        String.format(
            Locale.ROOT,
            "Before %.0f%% of the targets realtime knows an action of the user that daily does not (median: %.0f actions); where it knows none, a day costs nothing.",
            100 * freshness.share(),
            freshness.median()));
    facts.add(
        String.format(
            Locale.ROOT,
            "Of the actions that only realtime knows %.1f%% are on a pin with a vector; of those that the models were trained on %.1f%%. The others are actions on an unknown pin: the newer a user's actions, the less a model that was trained at t0 can read of them.",
            100 * freshness.knownShare(),
            100 * trainingKnownShare(results)));
    long withHistory = 0;
    long inCatalogue = 0;
    long known = 0;
    long repeats = 0;
    long targets = 0;
    for (WindowFacts window : results.windows()) {
      withHistory += window.withHistory();
      inCatalogue += window.inCatalogue();
      known += window.known();
      repeats += window.repeats();
      targets += window.targets();
    }
    facts.add(
        String.format(
            Locale.ROOT,
            "Of the evaluated users' positives %.1f%% are on a pin of the catalogue (seen up to t0) and %.1f%% on one with a vector; the others cannot be predicted by any row and are left out, so what is measured is the older part of what people act on.",
            100.0 * inCatalogue / withHistory,
            100.0 * known / withHistory));
    facts.add(
        String.format(
            Locale.ROOT,
            "%.1f%% of the positives are on a pin that the user had acted on before: realtime can see such a pin coming.",
            100.0 * repeats / withHistory));
    if (targets < FEW_PAIRS) {
      facts.add(
          "%d pairs are few: the intervals are wide, and only large differences can be told apart."
              .formatted(targets));
    }
    strongerThanModels(results, facts);
    return facts;
  }

  private static double trainingKnownShare(StudyResults results) {
    long actions = 0;
    long known = 0;
    for (WindowFacts window : results.windows()) {
      actions += window.trainingActions();
      known += window.trainingKnown();
    }
    return known / (double) actions;
  }

  private static void strongerThanModels(StudyResults results, List<String> facts) {
    String bestModel = "";
    String bestBaseline = "";
    double model = -1;
    double baseline = -1;
    List<String> baselines = List.of(StudyArms.RECENT_POPULARITY, StudyArms.WEEK_POPULARITY);
    List<String> trained = results.trainings().stream().map(TrainingFacts::row).distinct().toList();
    for (String row : results.rows()) {
      double recall = results.outcome(row, Cadence.DAILY).recall();
      if (trained.contains(row) && recall > model) {
        model = recall;
        bestModel = row;
      } else if (baselines.contains(row) && recall > baseline) {
        baseline = recall;
        bestBaseline = row;
      }
    }
    String comparison =
        baseline > model
            ? "Popularity beats every model here at a daily cadence, %3$s with %4$.4f against %1$s with %2$.4f: what is popular now says more about these targets than who the user is."
            : "The best model at a daily cadence is %1$s with %2$.4f; the best popularity baseline, %3$s, has %4$.4f.";
    facts.add(String.format(Locale.ROOT, comparison, bestModel, model, bestBaseline, baseline));
  }
}
