package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Outcome;
import io.tidemark.pipelines.report.Cell;
import io.tidemark.pipelines.report.LineChart;
import io.tidemark.pipelines.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much does a day cost? Every objective, the PinnerSage oracles and popularity, with embeddings
 * that are computed once, daily, hourly and in realtime, and at artificial lags (2205.04507,
 * section 5.3).
 */
final class CadenceStudy implements Study {
  private static final List<Cadence> COLUMNS =
      List.of(Cadence.ONCE, Cadence.DAILY, Cadence.HOURLY, Cadence.REALTIME);
  private static final List<Cadence> LAGS =
      List.of(
          Cadence.lag("0", Duration.ZERO),
          Cadence.lag("1 min", Duration.ofMinutes(1)),
          Cadence.lag("10 min", Duration.ofMinutes(10)),
          Cadence.lag("1 h", Duration.ofHours(1)),
          Cadence.lag("6 h", Duration.ofHours(6)),
          Cadence.lag("1 d", Duration.ofDays(1)),
          Cadence.lag("3 d", Duration.ofDays(3)),
          Cadence.lag("7 d", Duration.ofDays(7)),
          Cadence.lag("14 d", Duration.ofDays(14)));

  @Override
  public String title() {
    return "How much does a day cost?";
  }

  @Override
  public List<Variant> variants() {
    return ObjectiveRows.all();
  }

  @Override
  public List<Cadence> cadences() {
    List<Cadence> all = new ArrayList<>(COLUMNS);
    all.addAll(LAGS);
    return all;
  }

  @Override
  public List<Table> tables(StudyResults results, Recalls recalls) {
    return List.of(
        byCadence(results, recalls), macro(results, recalls), diversity(results), byLag(results));
  }

  private static Table byCadence(StudyResults results, Recalls recalls) {
    List<List<Cell>> rows = new ArrayList<>();
    for (String row : results.rows()) {
      List<Cell> cells = cells(row);
      COLUMNS.forEach(cadence -> cells.add(recalls.micro(results.outcome(row, cadence))));
      cells.add(
          Recalls.cell(
              recalls.change(
                  results.outcome(row, Cadence.REALTIME), results.outcome(row, Cadence.DAILY))));
      rows.add(cells);
    }
    return new Table(
        "Recall@10 by cadence",
        "Micro: the share of pairs (user, positive) whose pin is among the ten best of the index, ties counting against; 95% intervals, bootstrapped over users.",
        headings("realtime -> daily"),
        rows);
  }

  private static Table macro(StudyResults results, Recalls recalls) {
    List<List<Cell>> rows = new ArrayList<>();
    for (String row : results.rows()) {
      List<Cell> cells = cells(row);
      COLUMNS.forEach(cadence -> cells.add(recalls.macro(results.outcome(row, cadence))));
      rows.add(cells);
    }
    return new Table(
        "Recall@10 by cadence, macro",
        "The mean over users of the share of their pairs.",
        headings(),
        rows);
  }

  private static Table diversity(StudyResults results) {
    List<List<Cell>> rows = new ArrayList<>();
    for (String row : results.rows()) {
      List<Cell> cells = cells(row);
      for (Cadence cadence : List.of(Cadence.DAILY, Cadence.REALTIME)) {
        Outcome outcome = results.outcome(row, cadence);
        cells.add(Cell.number("%.3f", outcome.entropy()));
        cells.add(Cell.number("%.4f", outcome.coverage()));
        cells.add(Cell.number("%.3f", outcome.answeredShare()));
      }
      rows.add(cells);
    }
    return new Table(
        "Diversity",
        "Interest entropy@50 (natural logarithm), P90 coverage@10, and the share of targets for whose user the row had anything to say; the others count as missed.",
        List.of(
            "row",
            "entropy, daily",
            "coverage, daily",
            "answered, daily",
            "entropy, realtime",
            "coverage, realtime",
            "answered, realtime"),
        rows);
  }

  private static Table byLag(StudyResults results) {
    List<String> headings = new ArrayList<>(List.of("row"));
    LAGS.forEach(lag -> headings.add(lag.name()));
    List<List<Cell>> rows = new ArrayList<>();
    for (String row : results.rows()) {
      List<Cell> cells = cells(row);
      LAGS.forEach(lag -> cells.add(Cell.number("%.4f", results.outcome(row, lag).recall())));
      rows.add(cells);
    }
    return new Table(
        "Recall@10 by lag",
        "The newest known action lies at least so long before the target. A user of whom nothing is known that long ago counts as missed.",
        headings,
        rows);
  }

  @Override
  public List<LineChart> charts(StudyResults results) {
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    for (String row : results.rows()) {
      lines.put(row, LAGS.stream().map(lag -> results.outcome(row, lag).recall()).toList());
    }
    return List.of(
        new LineChart(
            "lag",
            "Recall@10 against the age of what is known",
            "lag",
            "recall@10",
            LAGS.stream().map(Cadence::name).toList(),
            lines));
  }

  @Override
  public List<String> findings(StudyResults results, Recalls recalls) {
    List<String> findings = new ArrayList<>();
    int clear = 0;
    for (Variant variant : variants()) {
      String row = variant.name();
      Recalls.Change cost =
          recalls.change(
              results.outcome(row, Cadence.REALTIME), results.outcome(row, Cadence.DAILY));
      clear += cost.high() < 0 ? 1 : 0;
      findings.add(
          "From realtime to daily the recall of %s changes by %s.".formatted(row, cost.describe()));
    }
    findings.add(
        clear == variants().size()
            ? "As in the paper, realtime is better than daily for every objective."
            : "In the paper realtime is better than daily for every objective; here that is clear, the interval leaving 0 out, for %d of %d."
                .formatted(clear, variants().size()));
    findings.add(agesBetter(results, recalls));
    findings.add(bestDaily(results, recalls));
    findings.add(onceAgainstDaily(results));
    findings.addAll(Explanations.of(results));
    return findings;
  }

  private static String agesBetter(StudyResults results, Recalls recalls) {
    Recalls.Change difference =
        recalls.difference(
            results.outcome(ObjectiveRows.SASREC, Cadence.REALTIME),
            results.outcome(ObjectiveRows.SASREC, Cadence.DAILY),
            results.outcome(ObjectiveRows.DENSE_ALL_ACTION, Cadence.REALTIME),
            results.outcome(ObjectiveRows.DENSE_ALL_ACTION, Cadence.DAILY));
    String shape =
        "In the paper dense-all-action loses less of its recall from realtime to daily than sasrec (-8.3%% against -13.9%%, 5.6 points less); here the difference is %s points"
            .formatted(difference.describe().replace("%", ""));
    if (!difference.isClear()) {
      return shape + ": not clear either way, the interval holds 0.";
    }
    return shape + (difference.value() > 0 ? ": the same shape." : ": the opposite.");
  }

  private static String bestDaily(StudyResults results, Recalls recalls) {
    String best = ObjectiveRows.DENSE_ALL_ACTION;
    for (Variant variant : ObjectiveRows.all()) {
      if (results.outcome(variant.name(), Cadence.DAILY).recall()
          > results.outcome(best, Cadence.DAILY).recall()) {
        best = variant.name();
      }
    }
    if (best.equals(ObjectiveRows.DENSE_ALL_ACTION)) {
      return "As in the paper, dense-all-action is the best objective for a daily embedding.";
    }
    Recalls.Change change =
        recalls.change(
            results.outcome(ObjectiveRows.DENSE_ALL_ACTION, Cadence.DAILY),
            results.outcome(best, Cadence.DAILY));
    return "In the paper dense-all-action is the best objective for a daily embedding; here %s has %s more recall%s."
        .formatted(
            best,
            change.describe(),
            change.isClear() ? "" : ", which is not clear: the interval holds 0");
  }

  private static String onceAgainstDaily(StudyResults results) {
    double once = results.outcome(ObjectiveRows.DENSE_ALL_ACTION, Cadence.ONCE).recall();
    double daily = results.outcome(ObjectiveRows.DENSE_ALL_ACTION, Cadence.DAILY).recall();
    return String.format(
        Locale.ROOT,
        "Once against daily, dense-all-action: %.4f against %.4f. Daily is served one day late, so on a window's first day it is older than once.",
        once,
        daily);
  }

  private static List<Cell> cells(String row) {
    return new ArrayList<>(List.of(Cell.text(row)));
  }

  private static List<String> headings(String... further) {
    List<String> headings = new ArrayList<>(List.of("row"));
    COLUMNS.forEach(cadence -> headings.add(cadence.name()));
    headings.addAll(List.of(further));
    return headings;
  }
}
