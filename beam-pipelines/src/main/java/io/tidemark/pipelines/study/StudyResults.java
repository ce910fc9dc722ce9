package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a study's run measured, splits put together. */
final class StudyResults {
  private final Map<String, Map<Cadence, Outcome>> rows = new LinkedHashMap<>();
  private final List<WindowFacts> windows = new ArrayList<>();
  private final List<TrainingFacts> trainings = new ArrayList<>();
  private Freshness freshness = Freshness.none();

  void add(String row, Map<Cadence, Outcome> outcomes) {
    Map<Cadence, Outcome> own = rows.computeIfAbsent(row, name -> new LinkedHashMap<>());
    outcomes.forEach(
        (cadence, outcome) -> own.computeIfAbsent(cadence, key -> new Outcome()).add(outcome));
  }

  void add(WindowFacts window, Freshness newer) {
    windows.add(window);
    freshness = freshness.plus(newer);
  }

  void add(TrainingFacts training) {
    trainings.add(training);
  }

  /** The rows' names, in the order in which they were measured. */
  List<String> rows() {
    return List.copyOf(rows.keySet());
  }

  /** One row at one cadence. */
  Outcome outcome(String row, Cadence cadence) {
    return rows.get(row).get(cadence);
  }

  List<WindowFacts> windows() {
    return List.copyOf(windows);
  }

  List<TrainingFacts> trainings() {
    return List.copyOf(trainings);
  }

  /** What realtime knows that daily does not. */
  Freshness freshness() {
    return freshness;
  }
}
