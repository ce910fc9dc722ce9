package io.tidemark.experiments.readout;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.statistics.SampleRatio;
import java.util.ArrayList;
import java.util.List;

/** Why some of a readout should not be believed, in words. */
record Warnings(Experiment experiment, Sums sums, SampleRatio ratio) {
  /** Fewer users than this are not told apart by a normal distribution. */
  private static final long FEW_USERS = 100;

  List<String> all() {
    List<String> warnings = new ArrayList<>();
    if (ratio.mismatch()) {
      warnings.add(
          "sample ratio mismatch (p = %.2g): the arms do not have the users that they should have; do not use these results before it is known why"
              .formatted(ratio.pValue()));
    }
    for (Arm arm : experiment.arms()) {
      ArmCounts counts = sums.counts().getOrDefault(arm.name(), ArmCounts.NONE);
      if (counts.users() < FEW_USERS) {
        warnings.add(
            "arm %s has %d users: too few for its intervals".formatted(arm.name(), counts.users()));
      }
      if (counts.unavailable() > 0) {
        warnings.add(
            "arm %s could not be had in %d of %d requests: its effect is diluted"
                .formatted(arm.name(), counts.unavailable(), counts.requests()));
      }
    }
    if (sums.crossed() > 0) {
      warnings.add(
          "%d users saw more than one arm and are not counted: was the experiment's salt or its weights changed?"
              .formatted(sums.crossed()));
    }
    if (sums.overridden() > 0) {
      warnings.add(
          "%d users were named in overrides and are not counted".formatted(sums.overridden()));
    }
    return warnings;
  }
}
