package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.List;

/**
 * "What would you show this user, knowing nothing from that instant on?"
 *
 * @param timeline whose; only {@link #known} may be looked at
 * @param before the end of what is known, exclusive, ms since the epoch
 */
public record Question(Timeline timeline, long before) {
  public Question {
    requireNonNull(timeline, "timeline is null");
  }

  /** How many of the timeline's oldest actions are known. */
  public int knownCount() {
    List<Action> actions = timeline.actions();
    int low = 0;
    int high = actions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (actions.get(middle).occurredAt() < before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The known actions, oldest first. */
  public List<Action> known() {
    return timeline.actions().subList(0, knownCount());
  }
}
