package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.evaluation.UserBootstrap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestQualitiesTest {
  @Test
  void eachHeadIsMeasuredOnTheRequestsThatHaveItsAction() {
    RequestQualities qualities = new RequestQualities(2);
    // Head 0 ranks the second of four labelled candidates third; head 1 has no label here.
    qualities.add(example(0, 1, 0, 0), probabilities(.9f, .2f, .4f, .1f));
    // Head 0 puts its one label last; head 1 has a label on the first.
    qualities.add(example(2, 0, 0, 1), probabilities(.9f, .2f, .4f, .1f));
    HeadQuality saves = qualities.quality(0);
    assertThat(saves.requests()).isEqualTo(2);
    assertThat(saves.hitAt3()).isEqualTo(0.5);
    assertThat(saves.auc()).isEqualTo((1.0 / 3 + 0) / 2);
    double first = Math.log(.1) + Math.log(.2) + Math.log(.6) + Math.log(.9);
    double second = Math.log(.1) + Math.log(.8) + Math.log(.6) + Math.log(.1);
    assertThat(saves.logLoss()).isEqualTo(-(first + second) / 8, within(1e-6));
    assertThat(saves.calibration()).isEqualTo(3.2 / 2, within(1e-6));
    HeadQuality hides = qualities.quality(1);
    assertThat(hides.requests()).isEqualTo(1);
    assertThat(hides.hitAt3()).isEqualTo(1);
    // All of head 1's probabilities are alike: half of the pairs are right.
    assertThat(hides.auc()).isEqualTo(0.5);
  }

  @Test
  void aHeadWithoutAnyActionIsUnknownAndNotZero() {
    RequestQualities qualities = new RequestQualities(2);
    qualities.add(example(0, 1, 0, 0), probabilities(.9f, .2f, .4f, .1f));
    assertThat(qualities.quality(1).hitAt3()).isNaN();
    assertThat(qualities.quality(1).auc()).isNaN();
    assertThat(qualities.quality(1).named("x")).containsOnlyKeys("x_requests", "x_log_loss");
  }

  @Test
  void aRankerThatIsWorseOnEveryRequestGainsLessThanNothing() {
    RequestQualities good = new RequestQualities(2);
    RequestQualities bad = new RequestQualities(2);
    for (int request = 0; request < 50; request++) {
      good.add(example(1, 0, 0, 0), probabilities(.9f, .2f, .4f, .1f));
      bad.add(example(1, 0, 0, 0), probabilities(.1f, .2f, .4f, .3f));
    }
    UserBootstrap.Interval worse = new RankerComparison(good, bad).hitAt3Gain(0);
    assertThat(worse.high()).isNegative();
    UserBootstrap.Interval same = new RankerComparison(good, good).aucGain(0);
    assertThat(same.low()).isZero();
    assertThat(same.high()).isZero();
  }

  /** Candidates with those outcomes. */
  private static RankerExample example(int... outcomes) {
    return new RankerExample(
        Optional.empty(),
        Optional.empty(),
        new int[0],
        new long[0],
        new long[0],
        new long[0],
        0,
        0,
        new int[outcomes.length],
        new float[outcomes.length],
        outcomes);
  }

  /** Head 0 as given, head 1 always the same. */
  private static float[] probabilities(float... first) {
    float[] all = new float[2 * first.length];
    for (int i = 0; i < first.length; i++) {
      all[2 * i] = first[i];
      all[2 * i + 1] = .5f;
    }
    return all;
  }
}
