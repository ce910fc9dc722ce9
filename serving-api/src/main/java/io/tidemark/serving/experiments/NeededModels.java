package io.tidemark.serving.experiments;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Cadence;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Parameters;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which models experiments need besides what is served; those that are still to come included. */
public final class NeededModels {
  private NeededModels() {}

  /** The ids of the ranker releases that arms name. */
  public static Set<String> rankers(Experiments experiments) {
    return parameters(experiments)
        .map(Parameters::rankerRelease)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether an arm's embedding is computed at the moment of a request. */
  public static boolean isPinnerFormerNeeded(Experiments experiments) {
    return parameters(experiments)
        .anyMatch(arm -> arm.cadence().equals(Optional.of(Cadence.REALTIME)));
  }

  private static Stream<Parameters> parameters(Experiments experiments) {
    return experiments.all().flatMap(experiment -> experiment.arms().stream()).map(Arm::parameters);
  }
}
