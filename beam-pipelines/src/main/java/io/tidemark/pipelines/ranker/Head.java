package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.io.Serializable;
import java.util.List;

/**
 * One thing that a user may do with a shown pin, and that the ranker gives a probability for.
 *
 * @param name such as {@code save}
 * @param actions which actions it means, such as {@code [like, close_up>10s]}, or {@code [hide]}
 * @param labelWeight what a candidate with such an action counts in the loss; one without counts 1
 * @param utilityWeight what the probability counts in a candidate's utility; negative for what a
 *     user should be spared
 */
record Head(String name, List<String> actions, float labelWeight, double utilityWeight)
    implements Serializable {
  Head {
    requireNonNull(name, "heads.name is null");
    actions = List.copyOf(actions);
    if (!name.matches("[a-z][a-z_]{0,39}")) {
      throw new IllegalArgumentException(
          "heads.name \"" + name + "\" must be lower case letters and underscores");
    }
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("heads.actions of " + name + " are empty");
    }
    if (!(labelWeight > 0) || !Double.isFinite(utilityWeight)) {
      throw new IllegalArgumentException(
          "heads: %s needs a positive label_weight and a finite utility_weight, not %s and %s"
              .formatted(name, labelWeight, utilityWeight));
    }
    parsed(actions);
  }

  /** Whether the action is what this head is about. */
  boolean includes(Action action) {
    return action.type() == ActionType.HIDE
        ? actions.contains(ActionType.HIDE.wireName())
        : !isOfHidesOnly() && parsed(actions).includes(action);
  }

  private boolean isOfHidesOnly() {
    return actions.stream().allMatch(ActionType.HIDE.wireName()::equals);
  }

  private static PositiveActions parsed(List<String> actions) {
    List<String> others =
        actions.stream().filter(action -> !action.equals(ActionType.HIDE.wireName())).toList();
    return others.isEmpty()
        ? PositiveActions.standard()
        : PositiveActions.parse(String.join(",", others));
  }
}
