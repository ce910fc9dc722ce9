package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.Drift;
import io.tidemark.pipelines.storage.JobFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What must hold of a run before anything of it is written or served.
 *
 * @param minimumShare users with a sequence, as a share of the published release's; 0 also lets a
 *     run without a single user pass
 * @param minimumInterestShare users with an interest, as a share of those computed
 * @param maximumMeanDrift mean of 1 - cosine between the averages of a user's interests, against
 *     the published release
 * @param maximumDrift95 its 95th percentile
 */
record InterestGate(
    double minimumShare,
    double minimumInterestShare,
    double maximumMeanDrift,
    double maximumDrift95) {

  /**
   * What a run is judged by.
   *
   * @param selected users that were to be computed
   * @param users with a sequence, computed now or not
   * @param usersBefore the same of the published release, if it tells
   * @param profiles what was counted of them
   * @param drift against the published release; empty if nothing could be compared
   */
  record Report(
      long selected,
      long users,
      OptionalLong usersBefore,
      ProfileChecks profiles,
      Optional<Drift> drift) {}

  /**
   * @param checks what was measured, by name
   * @param failures what must not be, a sentence each; empty if the run has passed
   */
  record Verdict(Map<String, String> checks, List<String> failures) {
    Verdict {
      checks = Map.copyOf(checks);
      failures = List.copyOf(failures);
    }
  }

  /**
   * @throws JobFailedException if a bound is out of range
   */
  static InterestGate of(ClusterUsersOptions options) {
    requireRange("minimumShare", options.getMinimumShare(), 1);
    requireRange("minimumInterestShare", options.getMinimumInterestShare(), 1);
    requireRange("maximumMeanDrift", options.getMaximumMeanDrift(), 2);
    requireRange("maximumDrift95", options.getMaximumDrift95(), 2);
    return new InterestGate(
        options.getMinimumShare(),
        options.getMinimumInterestShare(),
        options.getMaximumMeanDrift(),
        options.getMaximumDrift95());
  }

  private static void requireRange(String flag, double value, double largest) {
    if (!(value >= 0 && value <= largest)) {
      throw new JobFailedException(
          "--%s is %s: give a number from 0 to %s".formatted(flag, value, largest));
    }
  }

  Verdict judge(Report report) {
    Map<String, String> checks = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    judgeRows(report, checks, failures);
    judgeInterests(report.profiles(), checks, failures);
    report.drift().ifPresent(drift -> judgeDrift(drift, checks, failures));
    return new Verdict(checks, failures);
  }

  private void judgeRows(Report report, Map<String, String> checks, List<String> failures) {
    long rows = report.profiles().rows();
    checks.put("rows", Long.toString(rows));
    checks.put(PublishInterests.USERS, Long.toString(report.users()));
    if (rows != report.selected()) {
      failures.add(
          "%,d users were to be computed and %,d profiles came out"
              .formatted(report.selected(), rows));
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

  private void judgeInterests(
      ProfileChecks profiles, Map<String, String> checks, List<String> failures) {
    long with = profiles.rows() - profiles.empty();
    checks.put("users_with_interests", Long.toString(with));
    checks.put(
        "interests_per_user", text("%.2f", with == 0 ? 0 : (double) profiles.interests() / with));
    checks.put("not_unit", Long.toString(profiles.notUnit()));
    if (profiles.notUnit() > 0) {
      failures.add(
          "%,d of %,d interests have a vector that is not of norm 1"
              .formatted(profiles.notUnit(), profiles.interests()));
    }
    if (with < Math.ceil(profiles.rows() * minimumInterestShare)) {
      failures.add(
          text(
              "only %,d of %,d users have an interest: do the pins fit the log, and --positiveActions its actions? --minimumInterestShare sets the bar",
              with, profiles.rows()));
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
              "the averages of interests moved by %.4f (1 - cosine) on average, at most %.4f is allowed: --maximumMeanDrift sets the bar",
              mean, maximumMeanDrift));
    }
    if (p95 > maximumDrift95) {
      failures.add(
          text(
              "a twentieth of the averages of interests moved by %.4f (1 - cosine) or more, at most %.4f is allowed: --maximumDrift95 sets the bar",
              p95, maximumDrift95));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
