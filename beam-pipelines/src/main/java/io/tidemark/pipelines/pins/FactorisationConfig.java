package io.tidemark.pipelines.pins;

import java.io.Serializable;

/**
 * How counts become vectors.
 *
 * @param dimension P: the numbers of a vector, at least 1
 * @param contextSmoothing the power to which context counts are raised, in (0, 1]: below 1 rare
 *     contexts weigh less (Levy, Goldberg, Dagan 2015, section 3.2; they use 0.75)
 * @param shift the number of negative samples k whose log is taken off every entry, at least 1; 1
 *     takes nothing off (same paper, section 3.1)
 * @param singularValuePower the power of the singular values in the vectors, in [0, 1] (same paper,
 *     section 3.3; they find 0.5 and 0 better than 1)
 * @param seed of the random projection
 */
record FactorisationConfig(
    int dimension, double contextSmoothing, double shift, double singularValuePower, long seed)
    implements Serializable {
  FactorisationConfig {
    require(dimension >= 1, "dimension", dimension, "1 or more");
    require(
        contextSmoothing > 0 && contextSmoothing <= 1,
        "contextSmoothing",
        contextSmoothing,
        "in (0, 1]");
    require(shift >= 1 && Double.isFinite(shift), "shift", shift, "1 or more");
    require(
        singularValuePower >= 0 && singularValuePower <= 1,
        "singularValuePower",
        singularValuePower,
        "in [0, 1]");
  }

  private static void require(boolean valid, String name, Object value, String allowed) {
    if (!valid) {
      throw new IllegalArgumentException(name + " is " + value + ": it must be " + allowed);
    }
  }
}
