package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Question;
import io.tidemark.pipelines.evaluation.Target;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How much more of its user a target's realtime embedding has seen than its daily one: where that
 * is nothing, a day cannot cost anything.
 *
 * @param newer for each target the actions that only realtime knows
 */
record Freshness(int[] newer) {
  static Freshness none() {
    return new Freshness(new int[0]);
  }

  static Freshness of(StudyWindow window) {
    return new Freshness(
        window.targets().stream().mapToInt(target -> newer(target, window)).toArray());
  }

  private static int newer(Target target, StudyWindow window) {
    long realtime = Cadence.REALTIME.knownBefore(target.occurredAt(), window.split());
    long daily = Cadence.DAILY.knownBefore(target.occurredAt(), window.split());
    return new Question(target.timeline(), realtime).knownCount()
        - new Question(target.timeline(), daily).knownCount();
  }

  Freshness plus(Freshness other) {
    return new Freshness(
        IntStream.concat(Arrays.stream(newer), Arrays.stream(other.newer)).toArray());
  }

  /** The share of targets before which realtime knows an action that daily does not. */
  double share() {
    return Arrays.stream(newer).filter(actions -> actions > 0).count() / (double) newer.length;
  }

  /** The median of the actions that only realtime knows. */
  double median() {
    return new Median().evaluate(Arrays.stream(newer).asDoubleStream().toArray());
  }
}
