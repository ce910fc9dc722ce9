package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import io.tidemark.pipelines.importing.DatasetLog;
import io.tidemark.pipelines.report.Cell;
import io.tidemark.pipelines.report.LineChart;
import io.tidemark.pipelines.report.Report;
import io.tidemark.pipelines.report.Table;
import io.tidemark.pipelines.training.ModelCard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Puts the ranker study's numbers, what they say and how they came about together. */
final class RankerReport {
  private static final List<String> BASELINES = List.of(RankerStudy.RECENT, RankerStudy.EVER);

  private final RankerStudy study;
  private final List<Head> heads;
  private final UserBootstrap bootstrap;

  private RankerReport(RankerStudy study, List<Head> heads, UserBootstrap bootstrap) {
    this.study = study;
    this.heads = heads;
    this.bootstrap = bootstrap;
  }

  static Report of(
      DatasetLog log,
      RankerStudy.Setting setting,
      StudyRanker.Times times,
      RankerStudy study,
      UserBootstrap bootstrap) {
    RankerReport report = new RankerReport(study, setting.config().heads(), bootstrap);
    List<Table> tables = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (int head = 0; head < report.heads.size(); head++) {
      if (report.isMeasured(head)) {
        tables.add(report.table(head));
        findings.addAll(report.findings(head));
      } else {
        findings.add(
            "No measured request has an action of the head %s: it is in no table."
                .formatted(report.heads.get(head).name()));
      }
    }
    tables.add(report.splits());
    return new Report(
        "What does each tide bring to the ranker? " + log.name(),
        about(log, setting, times, bootstrap),
        findings,
        tables,
        List.of(report.chart()));
  }

  private boolean isMeasured(int head) {
    return study.rows().get(RankerArm.NONE).quality(head).requests() > 0;
  }

  private Table table(int head) {
    List<List<Cell>> rows = new ArrayList<>();
    study
        .rows()
        .forEach(
            (name, measured) -> {
              HeadQuality quality = measured.quality(head);
              boolean isProbability = !BASELINES.contains(name);
              rows.add(
                  List.of(
                      Cell.text(name),
                      interval(measured, quality.hitAt3(), drawn -> measured.hitAt3(head, drawn)),
                      interval(measured, quality.auc(), drawn -> measured.auc(head, drawn)),
                      isProbability
                          ? interval(
                              measured, quality.logLoss(), drawn -> measured.logLoss(head, drawn))
                          : Cell.text("no probability"),
                      isProbability
                          ? Cell.number("%.2f", quality.calibration())
                          : Cell.text("no probability")));
            });
    HeadQuality any = study.rows().get(RankerArm.NONE).quality(head);
    return new Table(
        "Head " + heads.get(head).name(),
        ("%,d of %,d requests have such an action (%s). HIT@3: the share of them whose top 3 by this head"
                + " hold one, candidates shuffled first. AUC: within a request, the mean over them."
                + " Log-loss: over all candidates of all requests. 95%% intervals, bootstrapped over"
                + " requests. Nobody logged what was shown: sampled pins stand in for it.")
            .formatted(
                any.requests(),
                study.rows().get(RankerArm.NONE).size(),
                String.join(", ", heads.get(head).actions())),
        List.of("row", "HIT@3", "AUC", "log-loss", "predicted / observed"),
        rows);
  }

  private Cell interval(
      RequestQualities measured, double value, ToDoubleFunction<int[]> statistic) {
    UserBootstrap.Interval interval = bootstrap.interval(measured.size(), statistic);
    return Cell.interval("%.4f", value, interval.low(), interval.high());
  }

  private List<String> findings(int head) {
    return List.of(
        against(head, RankerArm.NONE, RankerArm.BATCH),
        against(head, RankerArm.NONE, RankerArm.LIVE),
        against(head, RankerArm.BATCH, RankerArm.BOTH),
        against(head, RankerArm.LIVE, RankerArm.BOTH),
        against(head, RankerArm.AVERAGE, RankerArm.BATCH),
        against(head, RankerArm.INTERESTS, RankerArm.BATCH),
        against(head, RankerArm.BOTH, RankerArm.FUSED),
        against(head, RankerArm.UNMASKED, RankerArm.BOTH),
        against(head, RankerArm.PLAIN, RankerArm.BOTH));
  }

  private String against(int head, String base, String row) {
    RequestQualities before = study.rows().get(base);
    RequestQualities now = study.rows().get(row);
    return "%s: from \"%s\" to \"%s\" HIT@3 changes by %s and AUC by %s."
        .formatted(
            heads.get(head).name(),
            base,
            row,
            change(
                now.size(),
                drawn -> now.hitAt3(head, drawn) - before.hitAt3(head, drawn),
                now.quality(head).hitAt3() - before.quality(head).hitAt3()),
            change(
                now.size(),
                drawn -> now.auc(head, drawn) - before.auc(head, drawn),
                now.quality(head).auc() - before.quality(head).auc()));
  }

  /** A paired difference: the same requests are drawn for both. */
  private String change(int requests, ToDoubleFunction<int[]> difference, double value) {
    UserBootstrap.Interval interval = bootstrap.interval(requests, difference);
    boolean isClear = interval.low() > 0 || interval.high() < 0;
    return String.format(
        Locale.ROOT,
        "%+.4f [%+.4f, %+.4f]%s",
        value,
        interval.low(),
        interval.high(),
        isClear ? "" : " (not clear: the interval holds 0)");
  }

  private Table splits() {
    List<String> columns =
        new ArrayList<>(List.of("t0", "pins with a vector", "requests to learn from", "measured"));
    heads.forEach(head -> columns.add("with " + head.name()));
    List<List<Cell>> rows = new ArrayList<>();
    for (RankerStudy.SplitFacts split : study.facts()) {
      List<Cell> row =
          new ArrayList<>(
              List.of(
                  Cell.text(split.t0().toString()),
                  Cell.count(split.pins()),
                  Cell.count(split.training()),
                  Cell.count(split.measured())));
      split.withOutcome().forEach(count -> row.add(Cell.count(count)));
      rows.add(row);
    }
    return new Table(
        "Splits",
        "Each split has rankers of its own; the requests of all splits are pooled in the tables.",
        columns,
        rows);
  }

  private LineChart chart() {
    List<String> arms =
        study.rows().keySet().stream().filter(name -> !BASELINES.contains(name)).toList();
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    for (int head = 0; head < heads.size(); head++) {
      int of = head;
      if (isMeasured(head)) {
        lines.put(
            heads.get(head).name(),
            arms.stream().map(arm -> study.rows().get(arm).quality(of).hitAt3()).toList());
      }
    }
    return new LineChart("arms", "HIT@3 by arm", "arm", "HIT@3", arms, lines);
  }

  private static Map<String, Object> about(
      DatasetLog log,
      RankerStudy.Setting setting,
      StudyRanker.Times times,
      UserBootstrap bootstrap) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("data set", log.name());
    about.put("sha256 of its text", log.contentSha256());
    about.put(
        "requests",
        "one just before each first visit of a user to a pin that led to an action of a head within %s; pins acted on before are no candidates"
            .formatted(setting.config().requests().outcome()));
    about.put(
        "candidates",
        "the visited pin and %d uniformly sampled ones that had appeared by that day and that the user never wanted"
            .formatted(setting.config().training().heldOutCandidates() - 1));
    about.put(
        "candidates in training",
        "%d sampled ones; %d for early fusion, where each costs a transformer"
            .formatted(setting.config().requests().negatives(), RankerArm.FUSED_NEGATIVES));
    about.put("measured for", times.targets().toString());
    about.put(
        "rankers learn from the",
        times.training()
            + " before; pins and PinnerFormer from all before, so that they have seen what rankers"
            + " learn from, and nothing that is measured");
    about.put("positive actions", setting.positives().toString());
    about.put("pin vector dimension", setting.pinDimension());
    about.put("seed", setting.seed());
    about.put("bootstrap resamples", bootstrap.resamples());
    about.put("ranker's configuration", ModelCard.configOf(setting.config()));
    about.put("PinnerFormer's configuration", ModelCard.configOf(setting.pinnerFormer()));
    about.put("git revision", ModelCard.revision());
    return about;
  }
}
