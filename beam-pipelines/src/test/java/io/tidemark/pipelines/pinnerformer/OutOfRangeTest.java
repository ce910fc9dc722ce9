package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users that no data set should have, and every one has: training takes them all together. */
class OutOfRangeTest {
  private static final int LONG = 100_000;

  @ParameterizedTest
  @EnumSource(Objective.Kind.class)
  void trainingTakesEveryKindOfUser(Objective.Kind kind) {
    PinnerFormerConfig config = Tiny.config(6).withObjective(Tiny.objective(kind, 4));
    List<UserHistory> users =
        List.of(
            user("one action", 1, i -> pin(i), i -> i),
            user("one action on a pin nobody knows", 1, i -> "?", i -> i),
            user("very many actions", LONG, i -> pin(i), i -> i * 1_000),
            user("all at one instant", 500, i -> pin(i), i -> 5),
            user("only pins nobody knows", 50, i -> "?" + i, i -> i),
            user("one known pin again and again", 50, i -> pin(0), i -> i),
            user("every other pin unknown", 50, i -> i % 2 == 0 ? pin(i) : "?", i -> i * 7));

    List<float[]> weights = TrainTiny.train(config, users, 6, Optional.empty());

    assertThat(weights)
        .allSatisfy(
            values -> {
              for (float value : values) {
                assertThat(value).isFinite();
              }
            });
  }

  private static String pin(int i) {
    return Tiny.pin(i % Tiny.TASTES, i / Tiny.TASTES % Tiny.PINS_OF_TASTE);
  }

  private static UserHistory user(
      String name, int actions, IntFunction<String> pin, IntFunction<Integer> millis) {
    List<Action> timeline = new ArrayList<>();
    IntStream.range(0, actions)
        .forEach(
            i ->
                timeline.add(
                    Tiny.action(
                        name,
                        pin.apply(i),
                        ActionType.SAVE,
                        Tiny.START.toEpochMilli() + millis.apply(i))));
    return Tiny.history(new Timeline(name, timeline));
  }
}
