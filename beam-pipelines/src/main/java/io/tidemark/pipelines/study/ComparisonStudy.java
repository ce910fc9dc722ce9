package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Outcome;
import io.tidemark.pipelines.report.Cell;
import io.tidemark.pipelines.report.LineChart;
import io.tidemark.pipelines.report.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Variants of one model side by side, each against a base row.
 *
 * @param title the report's heading
 * @param variants in the table's order
 * @param base the row that the others are set against
 * @param shapes what the paper finds, to be looked for here
 */
record ComparisonStudy(String title, List<Variant> variants, String base, List<Shape> shapes)
    implements Study {
  ComparisonStudy {
    requireNonNull(title, "title is null");
    variants = List.copyOf(variants);
    shapes = List.copyOf(shapes);
  }

  /**
   * Something the paper finds.
   *
   * @param better the row that has more recall there
   * @param worse the row that has less
   * @param there both numbers, as the paper has them
   */
  record Shape(String better, String worse, String there) {}

  @Override
  public List<Cadence> cadences() {
    return List.of(Cadence.ONCE, Cadence.DAILY, Cadence.REALTIME);
  }

  @Override
  public List<Table> tables(StudyResults results, Recalls recalls) {
    List<List<Cell>> rows = new ArrayList<>();
    for (String row : results.rows()) {
      Outcome once = results.outcome(row, Cadence.ONCE);
      rows.add(
          List.of(
              Cell.text(row),
              recalls.micro(once),
              row.equals(base)
                  ? Cell.text("base")
                  : Recalls.cell(recalls.change(results.outcome(base, Cadence.ONCE), once)),
              Cell.number("%.4f", once.macroRecall()),
              Cell.number("%.3f", once.entropy()),
              Cell.number("%.4f", once.coverage()),
              recalls.micro(results.outcome(row, Cadence.DAILY)),
              recalls.micro(results.outcome(row, Cadence.REALTIME))));
    }
    return List.of(
        new Table(
            "Comparison",
            "Recall@10 micro with 95%% intervals over users; against %s at the same cadence, the same users being drawn for both; interest entropy@50 and P90 coverage@10 with embeddings computed once, at t0."
                .formatted(base),
            List.of(
                "row",
                "recall@10, once",
                "against " + base,
                "macro, once",
                "entropy@50, once",
                "coverage@10, once",
                "recall@10, daily",
                "recall@10, realtime"),
            rows));
  }

  @Override
  public List<LineChart> charts(StudyResults results) {
    return List.of();
  }

  @Override
  public List<String> findings(StudyResults results, Recalls recalls) {
    List<String> findings = new ArrayList<>();
    for (Shape shape : shapes) {
      Recalls.Change change =
          recalls.change(
              results.outcome(shape.worse(), Cadence.ONCE),
              results.outcome(shape.better(), Cadence.ONCE));
      String here =
          !change.isClear()
              ? "not clear, the interval holds 0"
              : change.value() > 0 ? "the same shape" : "the opposite";
      findings.add(
          "In the paper %s has more recall than %s (%s); here %s: %s."
              .formatted(shape.better(), shape.worse(), shape.there(), change.describe(), here));
    }
    findings.addAll(Explanations.of(results));
    return findings;
  }
}
