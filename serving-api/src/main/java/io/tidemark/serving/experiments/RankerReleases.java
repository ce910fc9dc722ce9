package io.tidemark.serving.experiments;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiments;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which rankers experiments need, besides the published one. */
public final class RankerReleases {
  private RankerReleases() {}

  /**
   * The ids of the releases that arms name, those of experiments that are still to come included.
   */
  public static Set<String> of(Experiments experiments) {
    return experiments
        .all()
        .flatMap(experiment -> experiment.arms().stream())
        .map(Arm::parameters)
        .map(parameters -> parameters.rankerRelease())
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
