package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.training.TrainingEngine;
import java.util.Map;

/** What tells whether a network got better while it trains; more is better. */
interface Validation {
  /** Of the measure, such as {@code recall@10}. */
  String name();

  /** Whether there is anything to measure on. */
  boolean isPossible();

  /** Of the network as it is now. */
  double of(TrainingEngine engine, PinnerFormerNetwork network, PinInputs pins);

  /** What stands beside the result: sizes and baselines, by name. */
  Map<String, Double> context();
}
