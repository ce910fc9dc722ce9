package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.importing.DatasetLog;
import io.tidemark.pipelines.report.Cell;
import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.report.Table;
import io.tidemark.pipelines.training.ModelCard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts a study's results, the facts of its data and everything needed to repeat it together. */
final class StudyReport {
  private StudyReport() {}

  static Report of(Study study, DatasetLog log, StudySettings settings, StudyResults results) {
    Recalls recalls = new Recalls(settings.bootstrap());
    LogFacts facts = LogFacts.of(log.timelines(), settings.positiveActions());
    List<Table> tables = new ArrayList<>(study.tables(results, recalls));
    tables.add(targets(results));
    tables.add(trainings(results));
    List<String> findings = new ArrayList<>(study.findings(results, recalls));
    findings.add(
        "The median user of %s is active on %.0f days of the %d."
            .formatted(
                log.name(),
                facts.medianActiveDays(),
                Duration.between(facts.first(), facts.last()).toDays() + 1));
    return new Report(
        study.title() + " " + log.name(),
        about(log, facts, settings, results),
        findings,
        tables,
        study.charts(results));
  }

  private static Map<String, Object> about(
      DatasetLog log, LogFacts facts, StudySettings settings, StudyResults results) {
    String first = results.rows().get(0);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("data set", log.name());
    about.put("sha256 of its text", log.contentSha256());
    about.put(
        "log",
        "%,d actions (%,d of %,d rows were none), %,d users, %,d pins, %s to %s"
            .formatted(
                facts.actions(),
                log.rejected(),
                log.rows(),
                facts.users(),
                facts.pins(),
                facts.first(),
                facts.last()));
    about.put("median active days a user", facts.medianActiveDays());
    about.put(
        "positive actions",
        "%s: %s".formatted(settings.positiveActions(), facts.describePositives()));
    about.put(
        "splits (t0, end of the targets]",
        settings.splits().stream()
            .map(split -> "(%s, %s]".formatted(split.t0(), split.end()))
            .collect(Collectors.joining(", ")));
    about.put(
        "evaluated users",
        "%.0f%% of all, by a hash of their ids, trained on by no row"
            .formatted(100 * settings.users().share()));
    about.put(
        "targets",
        settings.newPinsOnly()
            ? "positives on pins that the user had not acted on before"
            : "all positives on pins with a vector");
    about.put("pairs", results.windows().stream().mapToLong(WindowFacts::targets).sum());
    about.put("users with a pair", (long) results.outcome(first, Cadence.ONCE).users());
    about.put("seed", settings.seed());
    about.put("bootstrap resamples", settings.bootstrap().resamples());
    about.put("topics (k-means of pin vectors)", settings.topics());
    about.put("pin vector dimension", settings.pinDimension());
    about.put(
        "pairs a step",
        settings.pairsPerStep() == 0 ? "as configured" : "about " + settings.pairsPerStep());
    about.put("configuration that is varied", ModelCard.configOf(settings.config()));
    about.put("git revision", ModelCard.revision());
    return about;
  }

  private static Table targets(StudyResults results) {
    List<List<Cell>> rows = new ArrayList<>();
    for (WindowFacts window : results.windows()) {
      double all = window.withHistory();
      rows.add(
          List.of(
              Cell.text(window.split().t0().toString()),
              Cell.count(window.trainingUsers()),
              Cell.count(window.trainingActions()),
              Cell.count(window.positives()),
              Cell.count(window.withoutHistory()),
              Cell.number("%.3f", window.inCatalogue() / all),
              Cell.number("%.3f", window.known() / all),
              Cell.number("%.3f", window.repeats() / all),
              Cell.count(window.targets()),
              Cell.count(window.catalogue()),
              Cell.count(window.index())));
    }
    return new Table(
        "Targets",
        "Shares are of the evaluated users' positives in the window, without those of users who had never acted up to t0. The index is what is ranked: the catalogue's pins with a vector, built from the training users' actions up to t0.",
        List.of(
            "t0",
            "training users",
            "their actions",
            "positives",
            "of users without history",
            "in the catalogue",
            "with a vector",
            "on a pin acted on before",
            "targets",
            "catalogue",
            "index"),
        rows);
  }

  private static Table trainings(StudyResults results) {
    List<List<Cell>> rows = new ArrayList<>();
    for (TrainingFacts training : results.trainings()) {
      rows.add(
          List.of(
              Cell.text(training.row()),
              Cell.count(training.batchUsers()),
              Cell.number("%.0f", training.pairsPerStep()),
              Cell.count(training.steps()),
              Cell.count(training.bestStep()),
              Cell.number("%.4f", training.heldOutRecall())));
    }
    return new Table(
        "Training",
        "A line a row and split. The weights kept are those of the best recall@10 on the training users' newest positives, up to t0.",
        List.of("row", "windows a step", "pairs a step", "steps", "kept step", "recall@10 there"),
        rows);
  }
}
