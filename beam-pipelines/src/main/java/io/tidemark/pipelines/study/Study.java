package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.report.LineChart;
import io.tidemark.pipelines.report.Table;
import java.util.List;

/** A question, the rows that answer it, and what their numbers say. */
interface Study {
  /** The report's heading. */
  String title();

  /** The models that are compared. */
  List<Variant> variants();

  /** How old the embeddings are that they are compared at. */
  List<Cadence> cadences();

  /** The tables of the answer. */
  List<Table> tables(StudyResults results, Recalls recalls);

  /** The plots of it. */
  List<LineChart> charts(StudyResults results);

  /** What it says, and whether that is what the paper says. */
  List<String> findings(StudyResults results, Recalls recalls);
}
