package io.tidemark.pipelines.training;

/**
 * The learning rate's course: up from 0 in a straight line, then down along half a cosine.
 *
 * @param peak reached at the end of the warm-up
 * @param warmUpSteps steps until the peak
 * @param steps the step at which the floor is reached
 * @param floorShare the share of the peak that is left at the end
 */
public record LearningRate(double peak, int warmUpSteps, int steps, double floorShare) {
  public LearningRate {
    if (!(peak > 0) || warmUpSteps < 0 || steps < 1 || !(floorShare >= 0 && floorShare <= 1)) {
      throw new IllegalArgumentException(
          "a learning rate needs peak > 0, warm-up >= 0, steps >= 1, floor in [0, 1], not %s, %d, %d, %s"
              .formatted(peak, warmUpSteps, steps, floorShare));
    }
  }

  /** The rate of that step, the first being 1. */
  public double at(int step) {
    if (step <= warmUpSteps) {
      return peak * step / warmUpSteps;
    }
    double progress = Math.min(1, (step - warmUpSteps) / (double) Math.max(1, steps - warmUpSteps));
    return peak * (floorShare + (1 - floorShare) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
