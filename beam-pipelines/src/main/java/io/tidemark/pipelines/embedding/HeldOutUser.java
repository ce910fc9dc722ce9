package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A user whose last day is held out: what the model says of the actions before it, and the pins
 * that the user then wanted.
 *
 * @param vectors each {@code [D]}, of the actions before the last day
 * @param wanted pins of the last day's positive actions
 */
public record HeldOutUser(String userId, List<float[]> vectors, List<String> wanted)
    implements Serializable {
  private static final long serialVersionUID = 1;

  public HeldOutUser {
    requireNonNull(userId, "userId is null");
    vectors = List.copyOf(vectors);
    wanted = List.copyOf(wanted);
  }

  /** The last day's positives, and the actions before that day; no vector yet. */
  public record Split(Timeline before, List<String> wanted) {
    /**
     * @param lastDay its beginning, ms
     * @return empty if the user did nothing before it, or wanted nothing on it
     */
    public static Optional<Split> of(Timeline timeline, long lastDay, PositiveActions positives) {
      List<Action> actions = timeline.actions();
      int before = 0;
      while (before < actions.size() && actions.get(before).occurredAt() < lastDay) {
        before++;
      }
      List<String> wanted =
          actions.subList(before, actions.size()).stream()
              .filter(positives::includes)
              .map(Action::pinId)
              .toList();
      return before == 0 || wanted.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Split(new Timeline(timeline.userId(), actions.subList(0, before)), wanted));
    }
  }
}
