package io.tidemark.pipelines.readout;

import io.tidemark.experiments.readout.Readout;
import io.tidemark.experiments.statistics.Interval;
import java.util.Locale;

/** A result for readers, in Markdown. */
final class ReadoutText {
  private final StringBuilder text = new StringBuilder();

  private ReadoutText() {}

  static String of(Readout readout) {
    ReadoutText text = new ReadoutText();
    text.write(readout);
    return text.text.toString();
  }

  private void write(Readout readout) {
    line("%s: %s".formatted(readout.experiment(), readout.description()));
    line("from %s until %s, control %s".formatted(readout.from(), readout.to(), readout.control()));
    readout.warnings().forEach(warning -> line("WARNING: " + warning));
    line("");
    line("| arm | users | should have | requests | pins shown |");
    line("|---|---|---|---|---|");
    long users = readout.arms().stream().mapToLong(Readout.ArmView::users).sum();
    for (Readout.ArmView arm : readout.arms()) {
      line(
          "| %s | %,d (%s) | %s | %,d | %,d |"
              .formatted(
                  arm.name(),
                  arm.users(),
                  users == 0 ? "-" : percent((double) arm.users() / users),
                  percent(arm.expectedShare()),
                  arm.requests(),
                  arm.impressions()));
    }
    line("sample ratio: p = %.3g".formatted(readout.sampleRatio().pValue()));
    line("");
    line(
        "| metric | arm | value | lift | 95%, looking once | 95%, looking at any time | p | p, all arms |");
    line("|---|---|---|---|---|---|---|---|");
    for (Readout.MetricView metric : readout.metrics()) {
      for (Readout.Effect effect : metric.arms()) {
        line(row(metric.name(), effect));
      }
    }
    for (Readout.SplitView split : readout.splits()) {
      write(split);
    }
  }

  private void write(Readout.SplitView split) {
    line("");
    line("%s by %s".formatted(split.metric(), split.by()));
    line("");
    line("| %s | arm | value | lift | 95%%, looking once | requests |".formatted(split.by()));
    line("|---|---|---|---|---|---|");
    for (Readout.SegmentView segment : split.segments()) {
      for (int arm = 0; arm < segment.arms().size(); arm++) {
        Readout.Effect effect = segment.arms().get(arm);
        line(
            "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                    segment.name(),
                    effect.arm(),
                    number(effect.value()),
                    percent(effect.lift()),
                    interval(effect.liftInterval()),
                    percent(segment.requestShares().get(arm))));
      }
    }
    for (Readout.MixView mix : split.shares()) {
      line(
          "%s differs by %+.4g: %+.4g because its requests were otherwise fresh, %+.4g at equal freshness"
              .formatted(mix.arm(), mix.difference(), mix.byMix(), mix.atEqualFreshness()));
    }
  }

  private static String row(String metric, Readout.Effect effect) {
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            metric,
            effect.arm(),
            number(effect.value()),
            percent(effect.lift()),
            interval(effect.liftInterval()),
            interval(effect.alwaysValidLiftInterval()),
            number(effect.pValue()),
            number(effect.pValueHolm()));
  }

  private static String interval(Interval interval) {
    return interval == null
        ? "-"
        : "%s to %s".formatted(percent(interval.low()), percent(interval.high()));
  }

  private static String percent(Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  private static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4g", value);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
