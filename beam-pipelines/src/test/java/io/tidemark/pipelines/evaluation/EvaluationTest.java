package io.tidemark.pipelines.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Pin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Instant T0 = Instant.parse("2024-01-10T00:00:00Z");
  private static final TimeSplit SPLIT = new TimeSplit(T0, Duration.ofDays(2));
  private static final int PINS = 20;
  private static final int[] TOPICS = IntStream.range(0, PINS).map(pin -> pin % 2).toArray();

  private final Timeline ann =
      new Timeline(
          "ann",
          List.of(
              Actions.save("1", "ann", "p01", "2024-01-08T12:00:00Z"),
              Actions.save("2", "ann", "p02", "2024-01-10T12:00:00Z"),
              Actions.save("3", "ann", "p03", "2024-01-11T12:00:00Z")));

  @Test
  void whatDependsOnTheSameActionsIsAskedOnce() {
    Asked arm = new Asked();
    evaluation(target("2024-01-10T12:00:00Z", 2), target("2024-01-11T12:00:00Z", 3))
        .run(arm, List.of(Cadence.ONCE, Cadence.DAILY, Cadence.HOURLY, Cadence.REALTIME));

    // One action is known to all but hourly and realtime at the second target, two to those.
    assertThat(arm.known).containsExactly(1, 2);
  }

  @Test
  void aTargetIsRankedWithWhatItsCadenceKnows() {
    // Ranks pins by how near they are to the number of known actions.
    Asked arm = new Asked();
    Map<Cadence, Outcome> outcomes =
        evaluation(target("2024-01-11T12:00:00Z", 1))
            .run(arm, List.of(Cadence.ONCE, Cadence.REALTIME));

    assertThat(outcomes.get(Cadence.ONCE).recall()).isEqualTo(1);
    assertThat(outcomes.get(Cadence.REALTIME).recall()).isEqualTo(1);
    assertThat(
            evaluation(target("2024-01-11T12:00:00Z", 19))
                .run(arm, List.of(Cadence.REALTIME))
                .get(Cadence.REALTIME)
                .recall())
        .isZero();
  }

  @Test
  void aTargetWithoutAnAnswerIsMissed() {
    Cadence ancient = Cadence.lag("ancient", Duration.ofDays(365));
    Outcome outcome =
        evaluation(target("2024-01-11T12:00:00Z", 1))
            .run(new Asked(), List.of(ancient))
            .get(ancient);

    assertThat(outcome.pairs()).isEqualTo(1);
    assertThat(outcome.recall()).isZero();
    assertThat(outcome.answeredShare()).isZero();
    assertThat(outcome.coverage()).isZero();
  }

  @Test
  void ofSeveralVectorsTheBestForTheTargetCounts() {
    float[][] scores = new float[2][PINS];
    for (int pin = 0; pin < PINS; pin++) {
      scores[0][pin] = pin;
      scores[1][pin] = -pin;
    }
    Arm oracle = new Fixed(scores);

    Outcome outcome =
        evaluation(target("2024-01-11T12:00:00Z", 0), target("2024-01-11T12:00:00Z", 19))
            .run(oracle, List.of(Cadence.REALTIME))
            .get(Cadence.REALTIME);

    assertThat(outcome.recall()).isEqualTo(1);
    // 20 slots, each pin once: 18 of them are nine tenths.
    assertThat(outcome.coverage()).isEqualTo(18.0 / PINS);
    assertThat(outcome.entropy()).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void popularityCountsItsWindowStrictlyBeforeTheQuestion() {
    PinVectors index =
        PinVectors.of("pins-test", List.of(pin("p01"), pin("p02"), pin("p03"), pin("never")));
    RecentPopularity popularity =
        new RecentPopularity(
            "recent", Duration.ofDays(2), List.of(ann), PositiveActions.standard(), index);

    // Index order: never, p01, p02, p03.
    assertThat(scores(popularity, "2024-01-10T12:00:00Z")).containsExactly(0, 1, 0, 0);
    assertThat(scores(popularity, "2024-01-10T12:00:00.001Z")).containsExactly(0, 0, 1, 0);
    assertThat(scores(popularity, "2024-01-12T00:00:00Z")).containsExactly(0, 0, 1, 1);
    assertThat(scores(popularity, "2023-01-01T00:00:00Z")).containsExactly(0, 0, 0, 0);
  }

  private float[] scores(Arm arm, String before) {
    List<float[]> answers = new ArrayList<>();
    arm.answer(
        List.of(new Question(ann, Instant.parse(before).toEpochMilli())),
        (question, scores) -> answers.add(scores[0]));
    return answers.get(0);
  }

  private static Pin pin(String id) {
    return new Pin(id, new float[] {1, 0}, 1);
  }

  private Target target(String occurredAt, int pin) {
    return new Target(ann, pin, Instant.parse(occurredAt).toEpochMilli());
  }

  private static Evaluation evaluation(Target... targets) {
    return new Evaluation(SPLIT, List.of(targets), TOPICS);
  }

  /** Prefers pins whose number is the number of known actions, and remembers what it was asked. */
  private static final class Asked implements Arm {
    private final List<Integer> known = new ArrayList<>();

    @Override
    public String name() {
      return "asked";
    }

    @Override
    public Object key(Question question) {
      return question.knownCount();
    }

    @Override
    public void answer(List<Question> questions, Answers answers) {
      for (int question = 0; question < questions.size(); question++) {
        int count = questions.get(question).knownCount();
        known.add(count);
        if (count > 0) {
          float[] scores = new float[PINS];
          for (int pin = 0; pin < PINS; pin++) {
            scores[pin] = -Math.abs(pin - count);
          }
          answers.answer(question, new float[][] {scores});
        }
      }
    }
  }

  private record Fixed(float[][] scores) implements Arm {
    @Override
    public String name() {
      return "fixed";
    }

    @Override
    public Object key(Question question) {
      return "";
    }

    @Override
    public void answer(List<Question> questions, Answers answers) {
      answers.answer(0, scores);
    }
  }
}
