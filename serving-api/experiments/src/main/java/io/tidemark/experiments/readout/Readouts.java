package io.tidemark.experiments.readout;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.statistics.AlwaysValid;
import io.tidemark.experiments.statistics.ArmEstimate;
import io.tidemark.experiments.statistics.Difference;
import io.tidemark.experiments.statistics.Estimates;
import io.tidemark.experiments.statistics.Holm;
import io.tidemark.experiments.statistics.Interval;
import io.tidemark.experiments.statistics.MetricMoments;
import io.tidemark.experiments.statistics.PlannedLooks;
import io.tidemark.experiments.statistics.SampleRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** From sums over users to what came of an experiment. */
public final class Readouts {
  private final Reading reading;
  private final Experiment experiment;
  private final Sums sums;
  private final int control;
  private final AlwaysValid always;
  private final OptionalDouble plannedCritical;

  private Readouts(Reading reading, Sums sums) {
    this.reading = reading;
    this.experiment = reading.experiment();
    this.sums = sums;
    this.control = experiment.arms().indexOf(experiment.controlArm());
    // Of n users in two arms of n / 2, the sample size counts n / 4.
    this.always = new AlwaysValid(Reading.ALPHA, reading.tightestAt() / 4.0);
    double[] looks = reading.plannedLooks();
    this.plannedCritical =
        looks.length == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                PlannedLooks.criticalValues(looks, looks, Reading.ALPHA)[looks.length - 1]);
  }

  /** What came of an experiment. */
  public static Readout of(Reading reading, Sums sums) {
    return new Readouts(reading, sums).make();
  }

  private Readout make() {
    SampleRatio ratio =
        SampleRatio.of(
            experiment.arms().stream().mapToLong(arm -> counts(arm).users()).toArray(),
            experiment.arms().stream().mapToDouble(Arm::weight).toArray());
    List<Readout.MetricView> metrics = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      List<MetricMoments> moments = moments(metric, Split.NONE, "");
      metrics.add(
          new Readout.MetricView(
              metric.wireName(),
              known(Estimates.adjusted(moments).varianceReduction()),
              effects(moments)));
    }
    return new Readout(
        experiment.id(),
        reading.layer(),
        experiment.description(),
        experiment.control(),
        experiment.schedule().start(),
        reading.to(),
        reading.computedAt(),
        1 - Reading.ALPHA,
        experiment.arms().stream().map(this::view).toList(),
        new Readout.SampleRatioView(ratio.pValue(), ratio.mismatch()),
        metrics,
        splits(),
        new Warnings(experiment, sums, ratio).all());
  }

  private Readout.ArmView view(Arm arm) {
    ArmCounts counts = counts(arm);
    return new Readout.ArmView(
        arm.name(),
        experiment.share(arm),
        counts.users(),
        counts.requests(),
        counts.impressions(),
        counts.unavailable());
  }

  private ArmCounts counts(Arm arm) {
    return sums.counts().getOrDefault(arm.name(), ArmCounts.NONE);
  }

  private List<MetricMoments> moments(Metric metric, Split split, String segment) {
    return experiment.arms().stream()
        .map(arm -> sums.of(new SumKey(arm.name(), metric, split, segment)))
        .toList();
  }

  private List<Readout.Effect> effects(List<MetricMoments> moments) {
    List<ArmEstimate> estimates = Estimates.adjusted(moments).arms();
    ArmEstimate base = estimates.get(control);
    double[] pValues = new double[estimates.size()];
    for (int arm = 0; arm < pValues.length; arm++) {
      Difference difference = Difference.absolute(estimates.get(arm), base);
      pValues[arm] = arm != control && difference.isKnown() ? difference.pValue() : Double.NaN;
    }
    double[] corrected = Holm.adjust(pValues);
    return IntStream.range(0, pValues.length)
        .mapToObj(
            arm ->
                Double.isNaN(pValues[arm])
                    ? withoutComparison(arm, estimates.get(arm))
                    : effect(arm, estimates.get(arm), base, corrected[arm]))
        .toList();
  }

  private Readout.Effect withoutComparison(int arm, ArmEstimate estimate) {
    return new Readout.Effect(
        experiment.arms().get(arm).name(),
        estimate.users(),
        known(estimate.value()),
        known(estimate.rawValue()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private Readout.Effect effect(int arm, ArmEstimate estimate, ArmEstimate base, double corrected) {
    Difference difference = Difference.absolute(estimate, base);
    Difference lift = Difference.relative(estimate, base);
    boolean hasLift = lift.isKnown();
    Interval planned =
        plannedCritical.isPresent() ? difference.within(plannedCritical.getAsDouble()) : null;
    return new Readout.Effect(
        experiment.arms().get(arm).name(),
        estimate.users(),
        known(estimate.value()),
        known(estimate.rawValue()),
        difference.value(),
        difference.interval(Reading.ALPHA),
        hasLift ? lift.value() : null,
        hasLift ? lift.interval(Reading.ALPHA) : null,
        always.interval(difference),
        hasLift ? always.interval(lift) : null,
        planned,
        difference.pValue(),
        corrected,
        always.pValue(difference));
  }

  private List<Readout.SplitView> splits() {
    List<Readout.SplitView> views = new ArrayList<>();
    for (Split split : List.of(Split.BATCH_AGE, Split.BATCH_STATUS, Split.LIVE_STATUS)) {
      for (Metric metric :
          List.of(Metric.SAVES_PER_IMPRESSION, Metric.ENGAGEMENTS_PER_IMPRESSION)) {
        TreeSet<String> segments = new TreeSet<>();
        sums.moments().keySet().stream()
            .filter(key -> key.split() == split && key.metric() == metric)
            .forEach(key -> segments.add(key.segment()));
        if (!segments.isEmpty()) {
          views.add(split(split, metric, List.copyOf(segments)));
        }
      }
    }
    return views;
  }

  private Readout.SplitView split(Split split, Metric metric, List<String> segments) {
    int arms = experiment.arms().size();
    double[][] above = new double[arms][segments.size()];
    double[][] requests = new double[arms][segments.size()];
    for (int segment = 0; segment < segments.size(); segment++) {
      List<MetricMoments> moments = moments(metric, split, segments.get(segment));
      for (int arm = 0; arm < arms; arm++) {
        boolean any = moments.get(arm).users() > 0;
        above[arm][segment] = any ? moments.get(arm).totalAbove() : 0;
        requests[arm][segment] = any ? moments.get(arm).totalBelow() : 0;
      }
    }
    FreshnessMix mix = new FreshnessMix(above, requests);
    List<Readout.SegmentView> views = new ArrayList<>();
    for (int segment = 0; segment < segments.size(); segment++) {
      int place = segment;
      views.add(
          new Readout.SegmentView(
              segments.get(segment),
              IntStream.range(0, arms).mapToObj(arm -> mix.share(arm, place)).toList(),
              effects(moments(metric, split, segments.get(segment)))));
    }
    return new Readout.SplitView(
        split.wireName(),
        metric.wireName().replace("_impression", "_request"),
        views,
        IntStream.range(0, arms)
            .filter(arm -> arm != control && mix.isKnown(arm) && mix.isKnown(control))
            .mapToObj(arm -> mix.compare(experiment.arms().get(arm).name(), arm, control))
            .toList());
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
