package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

/**
 * One of the things that an experiment compares.
 *
 * @param name unique in the experiment
 * @param weight its share of the experiment's users, as a proportion of all arms' weights
 * @param parameters what it sets
 */
public record Arm(String name, double weight, Parameters parameters) {
  public Arm {
    requireNonNull(name, "name is null");
    requireNonNull(parameters, "parameters is null");
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("the weight of arm %s is %s".formatted(name, weight));
    }
  }
}
