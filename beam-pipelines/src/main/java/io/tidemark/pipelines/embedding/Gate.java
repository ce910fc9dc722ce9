package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.storage.JobFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must hold of a run before anything of it is written or served.
 *
 * @param words for what is judged
 * @param minimumShare users with a sequence, as a share of the published release's; 0 also lets a
 *     run without a single user pass
 * @param minimumVectorShare users with a vector, as a share of those computed
 * @param maximumMeanDrift mean of 1 - cosine against the published release, over users in both
 * @param maximumDrift95 its 95th percentile
 * @param minimumRecallShare recall@10 on the last day held out, as a share of the published one's
 * @param leastRecallPairs with fewer known actions recall is told, not judged
 */
public record Gate(
    UserRows.Words words,
    double minimumShare,
    double minimumVectorShare,
    double maximumMeanDrift,
    double maximumDrift95,
    double minimumRecallShare,
    int leastRecallPairs) {
  private static final double NORM_TOLERANCE = 1e-3;

  /**
   * @param checks what was measured, by name
   * @param failures what must not be, a sentence each; empty if the run has passed
   */
  public record Verdict(Map<String, String> checks, List<String> failures) {
    public Verdict {
      checks = Map.copyOf(checks);
      failures = List.copyOf(failures);
    }
  }

  /**
   * @param minimumVectorShare users with a vector, as a share of those computed
   * @throws JobFailedException if a bound is out of range
   */
  public static Gate of(DailyRunOptions options, UserRows.Words words, double minimumVectorShare) {
    requireRange("minimumShare", options.getMinimumShare(), 1);
    requireRange("maximumMeanDrift", options.getMaximumMeanDrift(), 2);
    requireRange("maximumDrift95", options.getMaximumDrift95(), 2);
    requireRange("minimumRecallShare", options.getMinimumRecallShare(), Double.MAX_VALUE);
    return new Gate(
        words,
        options.getMinimumShare(),
        minimumVectorShare,
        options.getMaximumMeanDrift(),
        options.getMaximumDrift95(),
        options.getMinimumRecallShare(),
        options.getLeastRecallPairs());
  }

  /**
   * @throws JobFailedException if a flag is not in [0, largest]
   */
  public static void requireRange(String flag, double value, double largest) {
    if (!(value >= 0 && value <= largest)) {
      throw new JobFailedException(
          "--%s is %s: give a number from 0 to %s".formatted(flag, value, largest));
    }
  }

  /** Judges a run. */
  public Verdict judge(RunReport report) {
    Map<String, String> checks = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    judgeRows(report, checks, failures);
    judgeVectors(report.rows(), checks, failures);
    report.drift().ifPresent(drift -> judgeDrift(drift, checks, failures));
    report.recall().ifPresent(recall -> judgeRecall(recall, checks, failures));
    return new Verdict(checks, failures);
  }

  private void judgeRows(RunReport report, Map<String, String> checks, List<String> failures) {
    long rows = report.rows().rows();
    checks.put("rows", Long.toString(rows));
    checks.put(PublishRun.USERS, Long.toString(report.users()));
    if (rows != report.selected()) {
      failures.add(
          "%,d users were to be computed and %,d %s came out"
              .formatted(report.selected(), rows, words.rows()));
    }
    if (rows == 0 && minimumShare > 0) {
      failures.add(
          "nobody is there to be computed: are days of the action log missing? --minimumShare=0 lets it pass");
    }
    report
        .usersBefore()
        .ifPresent(
            before -> {
              long least = (long) Math.ceil(before * minimumShare);
              checks.put("least_users", Long.toString(least));
              if (report.users() < least) {
                failures.add(
                    "only %,d users have a sequence, at least %,d were expected: are days of the action log missing? --minimumShare sets the bar"
                        .formatted(report.users(), least));
              }
            });
  }

  private void judgeVectors(RowChecks rows, Map<String, String> checks, List<String> failures) {
    checks.put("not_finite", Long.toString(rows.notFinite()));
    checks.put("norm_max_error", text("%.1e", rows.worstNorm()));
    if (rows.notFinite() > 0) {
      failures.add(
          "%,d of %,d %s are not numbers"
              .formatted(rows.notFinite(), rows.vectors(), words.vectors()));
    }
    if (rows.worstNorm() > NORM_TOLERANCE) {
      failures.add(
          text("the norm of one of the %s is %.4f away from 1", words.vectors(), rows.worstNorm()));
    }
    if (minimumVectorShare > 0) {
      judgeShare(rows, checks, failures);
    }
  }

  private void judgeShare(RowChecks rows, Map<String, String> checks, List<String> failures) {
    long with = rows.rows() - rows.empty();
    checks.put("users_with_" + words.vectors(), Long.toString(with));
    checks.put(
        words.vectors() + "_per_user",
        text("%.2f", with == 0 ? 0 : (double) rows.vectors() / with));
    if (with < Math.ceil(rows.rows() * minimumVectorShare)) {
      failures.add(
          text(
              "only %,d of %,d users have %s, at least a share of %.2f was expected: do the pins fit the log, and --positiveActions its actions?",
              with, rows.rows(), words.vectors(), minimumVectorShare));
    }
  }

  private void judgeDrift(Drift drift, Map<String, String> checks, List<String> failures) {
    double mean = drift.mean();
    double p95 = drift.quantile(0.95);
    checks.put("drift_users", Integer.toString(drift.values().size()));
    checks.put("drift_mean", text("%.4f", mean));
    checks.put("drift_p95", text("%.4f", p95));
    if (mean > maximumMeanDrift) {
      failures.add(
          text(
              "the %s moved by %.4f (1 - cosine) on average, at most %.4f is allowed: --maximumMeanDrift sets the bar",
              words.compared(), mean, maximumMeanDrift));
    }
    if (p95 > maximumDrift95) {
      failures.add(
          text(
              "a twentieth of the %s moved by %.4f (1 - cosine) or more, at most %.4f is allowed: --maximumDrift95 sets the bar",
              words.compared(), p95, maximumDrift95));
    }
  }

  private void judgeRecall(
      RecallComparison recall, Map<String, String> checks, List<String> failures) {
    checks.put("recall_pairs", Long.toString(recall.pairs()));
    checks.put("recall_at_10", text("%.4f", recall.candidate()));
    checks.put("recall_at_10_published", text("%.4f", recall.published()));
    if (recall.pairs() >= leastRecallPairs
        && recall.candidate() < minimumRecallShare * recall.published()) {
      failures.add(
          text(
              "recall@10 on the last day is %.4f, the published release has %.4f: at least %.2f of it is required, --minimumRecallShare sets the bar",
              recall.candidate(), recall.published(), minimumRecallShare));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
