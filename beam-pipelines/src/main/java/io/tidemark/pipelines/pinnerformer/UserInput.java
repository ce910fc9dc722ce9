package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.List;

/**
 * A user's newest actions as a model looks at them, in plain arrays: a tenth of the memory of the
 * {@link Timeline} they come from, which matters where many wait for a batch.
 */
public final class UserInput {
  private final Window window;

  private UserInput(Window window) {
    this.window = window;
  }

  /**
   * The newest actions of a timeline.
   *
   * @param pins of the version that the model requires; other pins are unknown
   * @param longest M: how many actions the model looks at
   */
  static UserInput of(Timeline timeline, PinVectors pins, int longest) {
    List<Action> actions = timeline.actions();
    Timeline newest =
        actions.size() <= longest
            ? timeline
            : new Timeline(
                timeline.userId(), actions.subList(actions.size() - longest, actions.size()));
    UserHistory history = UserHistory.of(newest, pins);
    return new UserInput(Window.newest(history, history.size(), longest));
  }

  /** Whose. */
  public String userId() {
    return window.history().userId();
  }

  /** How many actions, from 1 to M. */
  public int length() {
    return window.length();
  }

  Window window() {
    return window;
  }
}
