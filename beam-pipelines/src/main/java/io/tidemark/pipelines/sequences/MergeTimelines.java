package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A user's actions of before and of now as one timeline of the newest. */
final class MergeTimelines {
  private MergeTimelines() {}

  /**
   * The newest actions of both, each event once; of two that carry one id the earlier one stays, as
   * where the log is read.
   *
   * @param depth actions that are kept
   */
  static Timeline merge(Timeline before, Timeline now, int depth) {
    Map<String, Action> events = new HashMap<>();
    for (Timeline timeline : List.of(before, now)) {
      for (Action action : timeline.actions()) {
        events.merge(action.eventId(), action, MergeTimelines::earlier);
      }
    }
    List<Action> actions = new ArrayList<>(events.values());
    actions.sort(Action.OLDEST_FIRST);
    return new Timeline(
        before.userId(), actions.subList(Math.max(0, actions.size() - depth), actions.size()));
  }

  private static Action earlier(Action one, Action other) {
    return Action.OLDEST_FIRST.compare(one, other) <= 0 ? one : other;
  }
}
