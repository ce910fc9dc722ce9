package io.tidemark.experiments.readout;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What a sum is of.
 *
 * @param arm by its name
 * @param metric which; of a {@link Split} other than none, what is below the line is requests
 * @param split by what requests are told apart
 * @param segment of the split; empty without one
 */
public record SumKey(String arm, Metric metric, Split split, String segment)
    implements Serializable {
  private static final long serialVersionUID = 1;

  public SumKey {
    requireNonNull(arm, "arm is null");
    requireNonNull(metric, "metric is null");
    requireNonNull(split, "split is null");
    requireNonNull(segment, "segment is null");
  }
}
