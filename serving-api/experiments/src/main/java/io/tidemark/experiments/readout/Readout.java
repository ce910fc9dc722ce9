package io.tidemark.experiments.readout;

import io.tidemark.experiments.statistics.Interval;
import java.time.Instant;
import java.util.List;

/**
 * What came of an experiment. A number that is not known is null.
 *
 * @param experiment its id
 * @param layer of the experiment
 * @param description what it is to find out
 * @param control the arm that the others are compared with
 * @param from the experiment's start
 * @param to until when it was looked at
 * @param computedAt when
 * @param confidence of all intervals, 0.95
 * @param arms who and what each arm had
 * @param sampleRatio whether the arms have the users that they should have
 * @param metrics each compared between arms
 * @param splits the same by how fresh requests were
 * @param warnings why some of it should not be believed
 */
public record Readout(
    String experiment,
    String layer,
    String description,
    String control,
    Instant from,
    Instant to,
    Instant computedAt,
    double confidence,
    List<ArmView> arms,
    SampleRatioView sampleRatio,
    List<MetricView> metrics,
    List<SplitView> splits,
    List<String> warnings) {
  public Readout {
    arms = List.copyOf(arms);
    metrics = List.copyOf(metrics);
    splits = List.copyOf(splits);
    warnings = List.copyOf(warnings);
  }

  /**
   * An arm.
   *
   * @param expectedShare of the experiment's users
   */
  public record ArmView(
      String name,
      double expectedShare,
      long users,
      long requests,
      long impressions,
      long unavailable) {}

  /** See {@link io.tidemark.experiments.statistics.SampleRatio}. */
  public record SampleRatioView(double pValue, boolean mismatch) {}

  /**
   * A metric.
   *
   * @param varianceReduction what taking off what users did before took away of the variance
   */
  public record MetricView(String name, Double varianceReduction, List<Effect> arms) {
    public MetricView {
      arms = List.copyOf(arms);
    }
  }

  /**
   * A metric in an arm, and how far that is from the control. All but the values are null for the
   * control, and for arms with too few users.
   *
   * @param users of the arm
   * @param value adjusted for what users did before
   * @param rawValue as it was
   * @param difference from the control
   * @param interval of the difference, for looking once at a time that was fixed before
   * @param lift relative to the control; null if the control may be zero
   * @param liftInterval of the lift, for looking once
   * @param alwaysValidInterval of the difference, for looking at any time and as often as one likes
   * @param alwaysValidLiftInterval of the lift, likewise
   * @param plannedInterval of the difference, for looking every day until the end; null if the
   *     experiment has no end
   * @param pValue for looking once
   * @param pValueHolm the same, corrected for all arms of the experiment
   * @param pValueAlwaysValid for looking at any time
   */
  public record Effect(
      String arm,
      long users,
      Double value,
      Double rawValue,
      Double difference,
      Interval interval,
      Double lift,
      Interval liftInterval,
      Interval alwaysValidInterval,
      Interval alwaysValidLiftInterval,
      Interval plannedInterval,
      Double pValue,
      Double pValueHolm,
      Double pValueAlwaysValid) {}

  /**
   * A metric by how fresh requests were; what is below its line is requests.
   *
   * @param by such as {@code live_status}
   * @param metric such as {@code saves_per_request}
   * @param segments each compared between arms
   * @param shares why each arm differs from the control
   */
  public record SplitView(
      String by, String metric, List<SegmentView> segments, List<MixView> shares) {
    public SplitView {
      segments = List.copyOf(segments);
      shares = List.copyOf(shares);
    }
  }

  /**
   * Requests that were equally fresh.
   *
   * @param requestShares of each arm's requests, 0 to 1, in the order of {@code arms}
   */
  public record SegmentView(String name, List<Double> requestShares, List<Effect> arms) {
    public SegmentView {
      requestShares = List.copyOf(requestShares);
      arms = List.copyOf(arms);
    }
  }

  /**
   * How much of an arm's difference comes from its requests being fresher or staler than the
   * control's, and how much from doing better at equal freshness (Kitagawa, "Components of a
   * difference between two rates", 1955). The two add up to the difference.
   *
   * @param difference of the metric between arm and control, not adjusted
   * @param byMix because its requests were otherwise fresh
   * @param atEqualFreshness because it did better with equally fresh ones
   */
  public record MixView(String arm, double difference, double byMix, double atEqualFreshness) {}
}
