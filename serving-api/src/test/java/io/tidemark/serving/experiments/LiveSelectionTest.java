package io.tidemark.serving.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.experiments.Parameters;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveSelectionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  /** Now, a minute ago, two minutes ago ... */
  private static final List<Action> ACTIONS =
      IntStream.range(0, 10).mapToObj(LiveSelectionTest::action).toList();

  @Test
  void withoutParametersAllActionsAreLookedAt() {
    assertThat(LiveSelection.of(Parameters.NONE, ACTIONS, NOW).isAllOf(ACTIONS)).isTrue();
    assertThat(LiveSelection.of(Parameters.NONE, List.of(), NOW).isAllOf(List.of())).isTrue();
  }

  @Test
  void theNewestAreLookedAt() {
    assertThat(selected(Optional.empty(), OptionalInt.of(3), Optional.empty()))
        .isEqualTo(new LiveSelection(0, 3));
    assertThat(selected(Optional.of(true), OptionalInt.of(30), Optional.empty()))
        .isEqualTo(new LiveSelection(0, 10));
  }

  @Test
  void whatIsYoungerThanTheWindowIsNot() {
    Optional<Duration> window = Optional.of(Duration.ofMinutes(2));
    assertThat(selected(Optional.empty(), OptionalInt.empty(), window))
        .isEqualTo(new LiveSelection(2, 10));
    assertThat(selected(Optional.empty(), OptionalInt.of(5), window))
        .isEqualTo(new LiveSelection(2, 7));
    assertThat(selected(Optional.empty(), OptionalInt.empty(), Optional.of(Duration.ofHours(1))))
        .as("nothing is left")
        .isEqualTo(new LiveSelection(0, 0));
  }

  @Test
  void offIsNoneAtAll() {
    assertThat(selected(Optional.of(false), OptionalInt.empty(), Optional.empty()))
        .isEqualTo(new LiveSelection(0, 0));
  }

  private static LiveSelection selected(
      Optional<Boolean> live, OptionalInt length, Optional<Duration> window) {
    return LiveSelection.of(
        new Parameters(
            Optional.empty(), Optional.empty(), live, length, window, Optional.empty(), Map.of()),
        ACTIONS,
        NOW);
  }

  private static Action action(int minutesAgo) {
    return new Action(
        "e" + minutesAgo,
        "u",
        "p",
        ActionType.SAVE,
        Surface.HOME,
        NOW.minus(Duration.ofMinutes(minutesAgo)).toEpochMilli(),
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
