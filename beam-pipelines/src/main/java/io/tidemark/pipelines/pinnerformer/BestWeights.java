package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.training.Parameters;
import java.util.Map;

/** The weights of the best quality so far, and how long ago that was. */
final class BestWeights {
  private final Parameters parameters;
  private final PinInputs inputs;
  private State state = new State(-1, 0, 0, Map.of(), new float[0]);

  /**
   * @param quality the best so far; below 0 if nothing was measured
   * @param step after which it was measured
   * @param worseSince measurements since then
   * @param weights of that step, by name
   * @param idVectors of that step; empty if there are none
   */
  record State(
      double quality, int step, int worseSince, Map<String, float[]> weights, float[] idVectors) {}

  BestWeights(Parameters parameters, PinInputs inputs) {
    this.parameters = parameters;
    this.inputs = inputs;
  }

  /** Takes a measurement of the weights as they are now. */
  void take(double quality, int step) {
    state =
        quality > state.quality()
            ? new State(
                quality,
                step,
                0,
                parameters.snapshot(),
                inputs.ids().map(ids -> ids.table().values()).orElse(new float[0]))
            : new State(
                state.quality(),
                state.step(),
                state.worseSince() + 1,
                state.weights(),
                state.idVectors());
  }

  /** Sets the weights of the best quality, if any was measured. */
  void restore() {
    if (!state.weights().isEmpty()) {
      parameters.restore(state.weights());
      inputs.ids().ifPresent(ids -> ids.table().setValues(state.idVectors()));
    }
  }

  State state() {
    return state;
  }

  /** Goes on from an earlier training's. */
  void resume(State earlier) {
    state = earlier;
  }
}
