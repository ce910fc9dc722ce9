package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowSamplerTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final int LONGEST = 5;
  private static final int POSITIONS = 3;

  @Property(tries = 500)
  void noLabelComesFromTheFutureOfTrainingOrThePastOfItsPosition(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 240) Integer> hours,
      @ForAll Objective.Kind kind,
      @ForAll @IntRange(min = 1, max = 300) int end,
      @ForAll long seed) {
    UserHistory history = history(hours);
    long before = end * HOUR;
    Objective objective = Tiny.objective(kind, POSITIONS);
    Optional<LabelledWindow> drawn =
        new WindowSampler(objective, LONGEST).draw(history, before, new SplittableRandom(seed));
    if (drawn.isEmpty()) {
      return;
    }
    LabelledWindow labelled = drawn.get();
    Window window = labelled.window();
    assertThat(window.length()).isBetween(1, LONGEST);
    assertThat(history.occurredAt(window.to() - 1)).isLessThan(before);
    assertThat(labelled.rows()).contains(window.length() - 1);
    for (int pair = 0; pair < labelled.pairs(); pair++) {
      assertThat(labelled.rows()[pair]).isBetween(0, window.length() - 1);
      long at = history.occurredAt(window.from() + labelled.rows()[pair]);
      long latest =
          switch (kind) {
            case NEXT_ACTION, SASREC -> before;
            case ALL_ACTION, DENSE_ALL_ACTION -> at + objective.horizon().toMillis();
          };
      assertThat(timesOf(history, labelled.labels()[pair]))
          .anyMatch(time -> time > at && time <= latest && time < before);
    }
  }

  @Test
  void denseAllActionTakesTheNewestRowAndOtherRowsEachOnce() {
    LabelledWindow labelled =
        draw(Objective.Kind.DENSE_ALL_ACTION, POSITIONS, Tiny.saves(1, 2, 3, 4, 5, 6, 7, 8));

    assertThat(labelled.rows()).doesNotHaveDuplicates();
    assertThat(labelled.rows().length).isBetween(1, POSITIONS);
  }

  @Test
  void theNextActionIsTheNextPositiveOfTheNewestRow() {
    UserHistory history = Tiny.saves(1, 2, 3, 4, 5, 6, 7, 8);
    for (long seed = 0; seed < 20; seed++) {
      LabelledWindow labelled =
          new WindowSampler(Tiny.objective(Objective.Kind.NEXT_ACTION, POSITIONS), LONGEST)
              .draw(history, 100, new SplittableRandom(seed))
              .orElseThrow();

      assertThat(labelled.rows()).containsExactly(labelled.window().length() - 1);
      assertThat(labelled.labels()).containsExactly(history.pin(labelled.window().to()));
    }
  }

  @Test
  void sasrecPredictsTheNextPositiveFromEveryRow() {
    UserHistory history = Tiny.saves(1, 2, 3, 4, 5, 6, 7, 8);
    LabelledWindow labelled = draw(Objective.Kind.SASREC, POSITIONS, history);

    assertThat(labelled.pairs()).isEqualTo(labelled.window().length());
    for (int pair = 0; pair < labelled.pairs(); pair++) {
      assertThat(labelled.labels()[pair])
          .isEqualTo(history.pin(labelled.window().from() + labelled.rows()[pair] + 1));
    }
  }

  @Test
  void sasrecsWindowsAreAsLongAsTheyCanBe() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      WindowSampler sampler =
          new WindowSampler(Tiny.objective(Objective.Kind.SASREC, POSITIONS), LONGEST);

      Window shorter = sampler.draw(Tiny.saves(1, 2, 3, 4), 100, random).orElseThrow().window();
      Window longer =
          sampler.draw(Tiny.saves(1, 2, 3, 4, 5, 6, 7, 8), 100, random).orElseThrow().window();

      assertThat(shorter.length()).isEqualTo(3);
      assertThat(longer.length()).isEqualTo(LONGEST);
    }
  }

  @Test
  void allActionPredictsSeveralPositivesOfTheNewestRow() {
    UserHistory history = Tiny.saves(1, 2, 3, 4);
    for (long seed = 0; seed < 20; seed++) {
      LabelledWindow labelled =
          new WindowSampler(Tiny.objective(Objective.Kind.ALL_ACTION, POSITIONS), LONGEST)
              .draw(history, 100, new SplittableRandom(seed))
              .orElseThrow();

      assertThat(labelled.rows()).containsOnly(labelled.window().length() - 1);
      assertThat(labelled.labels()).doesNotHaveDuplicates();
      assertThat(labelled.pairs())
          .isEqualTo(Math.min(POSITIONS, history.size() - labelled.window().to()));
    }
  }

  @Test
  void aUserWithOneActionHasNothingToLearnFrom() {
    assertThat(sampler().draw(Tiny.saves(1), 100, new SplittableRandom(1))).isEmpty();
  }

  @Test
  void actionsOfTheSameInstantDoNotPredictEachOther() {
    assertThat(sampler().draw(Tiny.saves(7, 7, 7), 100, new SplittableRandom(1))).isEmpty();
  }

  @Test
  void hidesAndUnknownPinsAreHistoryButNoLabels() {
    UserHistory history =
        Tiny.history(
            new Timeline(
                "user",
                List.of(
                    Tiny.action("user", Tiny.pin(0, 0), 1),
                    Tiny.action("user", Tiny.pin(0, 1), ActionType.HIDE, 2),
                    Tiny.action("user", "a pin without a vector", 3))));

    assertThat(history.size()).isEqualTo(3);
    assertThat(sampler().draw(history, 100, new SplittableRandom(1))).isEmpty();
  }

  private static LabelledWindow draw(Objective.Kind kind, int positions, UserHistory history) {
    return new WindowSampler(Tiny.objective(kind, positions), LONGEST)
        .draw(history, 100, new SplittableRandom(2))
        .orElseThrow();
  }

  private static WindowSampler sampler() {
    return new WindowSampler(Tiny.objective(Objective.Kind.DENSE_ALL_ACTION, POSITIONS), LONGEST);
  }

  private static UserHistory history(List<Integer> hours) {
    int[] sorted = hours.stream().mapToInt(hour -> hour).sorted().toArray();
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < sorted.length; i++) {
      ActionType type = i % 4 == 3 ? ActionType.HIDE : ActionType.SAVE;
      String pin = Tiny.pin(i % Tiny.TASTES, i / Tiny.TASTES % Tiny.PINS_OF_TASTE);
      actions.add(Tiny.action("user", pin, type, sorted[i] * HOUR));
    }
    return Tiny.history(new Timeline("user", actions));
  }

  private static List<Long> timesOf(UserHistory history, int pin) {
    List<Long> times = new ArrayList<>();
    for (int positive = 0; positive < history.positives(); positive++) {
      if (history.pin(history.positive(positive)) == pin) {
        times.add(history.occurredAt(history.positive(positive)));
      }
    }
    return times;
  }
}
