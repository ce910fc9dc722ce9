package io.tidemark.pipelines.pins;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.KV;

/**
 * Builds pin vectors from timelines in memory: the same counts and the same factorisation as {@link
 * BuildPins}, so the same vectors, without a log, servers or a release.
 */
public final class LocalPins {
  private static final int WINDOW = 10;
  private static final double CONTEXT_SMOOTHING = 0.75;
  private static final double SHIFT = 1;
  private static final double SINGULAR_VALUE_POWER = 0.5;
  private static final long MINIMUM_ACTIONS = 1;

  private final PinFactorisation factorisation;
  private final PositiveActions positiveActions;

  /**
   * With everything but these as {@link BuildPinsOptions} has it by default.
   *
   * @param dimension P
   * @param seed of the random projection
   */
  public LocalPins(int dimension, PositiveActions positiveActions, long seed) {
    this.factorisation =
        new PinFactorisation(
            new FactorisationConfig(
                dimension, CONTEXT_SMOOTHING, SHIFT, SINGULAR_VALUE_POWER, seed),
            MINIMUM_ACTIONS);
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
  }

  /**
   * The vectors of all pins in these timelines of which something can be said.
   *
   * @param asOf names the version; every action is counted, whenever it happened
   * @throws JobFailedException if no user acted on two pins
   */
  public PinVectors build(List<Timeline> timelines, Instant asOf) {
    Map<String, PinEvidence> evidence = new HashMap<>();
    Map<KV<String, String>, Long> weights = new HashMap<>();
    for (Timeline timeline : timelines) {
      for (Action action : timeline.actions()) {
        evidence.merge(
            action.pinId(), CountPins.evidence(action, positiveActions), PinEvidence::plus);
      }
      CountNeighbours.meetings(
          timeline, WINDOW, (pair, weight) -> weights.merge(pair, weight, Long::sum));
    }
    List<NeighbourCount> counts = new ArrayList<>(weights.size());
    weights.forEach(
        (pair, weight) -> counts.add(new NeighbourCount(pair.getKey(), pair.getValue(), weight)));
    List<Pin> built =
        factorisation.factorise(evidence, counts).stream().map(BuiltPin::pin).toList();
    if (built.isEmpty()) {
      throw new JobFailedException(
          "no pin vectors can be built of the actions before %s: no user acted on two pins"
              .formatted(asOf));
    }
    return PinVectors.of(PinVersion.of(asOf, built), built);
  }
}
