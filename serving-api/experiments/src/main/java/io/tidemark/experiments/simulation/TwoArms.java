package io.tidemark.experiments.simulation;

import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Assignments;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.Parameters;
import io.tidemark.experiments.Schedule;
import io.tidemark.experiments.Segment;
import io.tidemark.experiments.Subject;
import io.tidemark.experiments.Targeting;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment of two equal arms on everybody, whose users are drawn by the real hash. */
final class TwoArms {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CONTROL = "control";
  private static final String TREATMENT = "treatment";

  private final Experiments experiments;

  /**
   * @param salt another one is another draw
   */
  TwoArms(String salt) {
    Experiment experiment =
        new Experiment(
            salt,
            "",
            salt,
            new Segment(0, 1),
            new Schedule(START, Optional.empty(), List.of()),
            Targeting.ALL,
            Map.of(),
            CONTROL,
            List.of(new Arm(CONTROL, 1, Parameters.NONE), new Arm(TREATMENT, 1, Parameters.NONE)));
    this.experiments =
        new Experiments(
            Optional.empty(), List.of(new Layer("layer", salt + "-layer", List.of(experiment))));
  }

  boolean isTreated(long user) {
    Assignments assignments =
        experiments.assign(new Subject("u" + user, Surface.HOME, "fresh", "fresh"), START);
    return assignments.arms().get(0).arm().name().equals(TREATMENT);
  }
}
