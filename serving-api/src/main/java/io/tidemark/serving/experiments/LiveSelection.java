package io.tidemark.serving.experiments;

import io.tidemark.experiments.Parameters;
import io.tidemark.store.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which of a user's live actions, newest first, an arm looks at.
 *
 * @param from the first
 * @param to the first behind the last
 */
record LiveSelection(int from, int to) {
  /**
   * @param actions newest first
   * @param now when the request came
   */
  static LiveSelection of(Parameters parameters, List<Action> actions, Instant now) {
    if (!parameters.live().orElse(true)) {
      return new LiveSelection(0, 0);
    }
    long newest = now.minus(parameters.windowMask().orElse(Duration.ZERO)).toEpochMilli();
    int from = 0;
    while (parameters.windowMask().isPresent()
        && from < actions.size()
        && actions.get(from).occurredAt() > newest) {
      from++;
    }
    int most = parameters.liveLength().orElse(actions.size());
    int to = Math.min(actions.size(), from + Math.min(most, actions.size()));
    return from == to ? new LiveSelection(0, 0) : new LiveSelection(from, to);
  }

  boolean isAllOf(List<Action> actions) {
    return from == 0 && to == actions.size();
  }
}
