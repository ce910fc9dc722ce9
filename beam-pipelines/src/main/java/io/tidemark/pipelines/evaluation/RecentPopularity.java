package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The baseline that knows no user: pins by their number of positive actions in the last stretch of
 * time before the instant asked for. It has the cadence of the question: asked with what was known
 * a day ago, it ranks by what was popular then.
 */
public final class RecentPopularity implements Arm {
  private final String name;
  private final long window;
  private final int size;
  private final long[] times;
  private final int[] pins;

  /**
   * @param window how far back positive actions count
   * @param timelines of everyone
   * @param index whose pins are ranked
   */
  public RecentPopularity(
      String name,
      Duration window,
      List<Timeline> timelines,
      PositiveActions positiveActions,
      PinVectors index) {
    this.name = requireNonNull(name, "name is null");
    this.window = window.toMillis();
    this.size = index.size();
    List<Action> positives = new ArrayList<>();
    for (Timeline timeline : timelines) {
      for (Action action : timeline.actions()) {
        if (positiveActions.includes(action)
            && index.indexOf(action.pinId()) != PinVectors.UNKNOWN) {
          positives.add(action);
        }
      }
    }
    positives.sort(Comparator.comparingLong(Action::occurredAt));
    this.times = positives.stream().mapToLong(Action::occurredAt).toArray();
    this.pins = positives.stream().mapToInt(action -> index.indexOf(action.pinId())).toArray();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Object key(Question question) {
    return List.of(firstAt(question.before() - window), firstAt(question.before()));
  }

  @Override
  public void answer(List<Question> questions, Answers answers) {
    for (int question = 0; question < questions.size(); question++) {
      long before = questions.get(question).before();
      float[] scores = new float[size];
      for (int i = firstAt(before - window); i < firstAt(before); i++) {
        scores[pins[i]]++;
      }
      answers.answer(question, new float[][] {scores});
    }
  }

  /** The first positive that happened at that instant or later. */
  private int firstAt(long instant) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
