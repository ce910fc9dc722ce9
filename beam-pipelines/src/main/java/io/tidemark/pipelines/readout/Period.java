package io.tidemark.pipelines.readout;

import java.io.Serializable;

/**
 * When what users did counts, in ms since the epoch.
 *
 * @param before from then on it tells what they were like before
 * @param start of the experiment
 * @param until the first instant that does not count any more
 */
record Period(long before, long start, long until) implements Serializable {
  private static final long serialVersionUID = 1;
}
