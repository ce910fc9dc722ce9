package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;

/**
 * A positive action to be predicted.
 *
 * @param timeline of the user who acted
 * @param pin its place in the index
 * @param occurredAt ms since the epoch
 */
public record Target(Timeline timeline, int pin, long occurredAt) {
  public Target {
    requireNonNull(timeline, "timeline is null");
  }
}
