package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Question;
import io.tidemark.pipelines.evaluation.Target;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.Action;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How much more of its user a target's realtime embedding has seen than its daily one: where that
 * is nothing, a day cannot cost anything.
 *
 * @param newer for each target the actions that only realtime knows
 * @param known for each target how many of them are on a pin with a vector
 */
record Freshness(int[] newer, int[] known) {
  static Freshness none() {
    return new Freshness(new int[0], new int[0]);
  }

  static Freshness of(StudyWindow window) {
    int[] newer = new int[window.targets().size()];
    int[] known = new int[newer.length];
    for (int i = 0; i < newer.length; i++) {
      List<Action> actions = newer(window.targets().get(i), window);
      newer[i] = actions.size();
      known[i] =
          (int)
              actions.stream()
                  .filter(action -> window.pins().indexOf(action.pinId()) != PinVectors.UNKNOWN)
                  .count();
    }
    return new Freshness(newer, known);
  }

  private static List<Action> newer(Target target, StudyWindow window) {
    long realtime = Cadence.REALTIME.knownBefore(target.occurredAt(), window.split());
    long daily = Cadence.DAILY.knownBefore(target.occurredAt(), window.split());
    return target
        .timeline()
        .actions()
        .subList(
            new Question(target.timeline(), daily).knownCount(),
            new Question(target.timeline(), realtime).knownCount());
  }

  Freshness plus(Freshness other) {
    return new Freshness(joined(newer, other.newer), joined(known, other.known));
  }

  private static int[] joined(int[] one, int[] other) {
    return IntStream.concat(Arrays.stream(one), Arrays.stream(other)).toArray();
  }

  /** The share of targets before which realtime knows an action that daily does not. */
  double share() {
    return Arrays.stream(newer).filter(actions -> actions > 0).count() / (double) newer.length;
  }

  /** The median of the actions that only realtime knows. */
  double median() {
    return new Median().evaluate(Arrays.stream(newer).asDoubleStream().toArray());
  }

  /** Of the actions that only realtime knows, the share on a pin with a vector. */
  double knownShare() {
    return Arrays.stream(known).sum() / (double) Arrays.stream(newer).sum();
  }
}
