package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankerInputsTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_000L);
  private static final Pin P1 = new Pin("p1", new float[] {1, 2}, 10);
  private static final Pin P2 = new Pin("p2", new float[] {3, 4}, 20);

  private final RankerInputs inputs = new RankerInputs(2, 3);

  @Test
  void bothTidesAreLaidOutNewestFirst() throws Exception {
    RankerInput input =
        inputs.of(
            Optional.of(new float[] {7, 8, 9}),
            List.of(action("p2", ActionType.HIDE, 2), action("p1", ActionType.SAVE, 1)),
            Map.of("p1", Optional.of(P1), "p2", Optional.of(P2)),
            List.of(P1, P2),
            Surface.SEARCH,
            NOW);
    assertThat(input.userEmbedding()).containsExactly(7, 8, 9);
    assertThat(input.hasUser()).isEqualTo(1);
    assertThat(input.livePinVectors()).containsExactly(3, 4, 1, 2);
    assertThat(input.liveActionTypes())
        .containsExactly(ActionType.HIDE.code(), ActionType.SAVE.code());
    assertThat(input.liveSurfaces()).containsOnly(Surface.HOME.code());
    assertThat(input.liveOccurredAt()).containsExactly(2, 1);
    assertThat(input.liveMask()).containsExactly(1, 1);
    assertThat(input.candidatePinVectors()).containsExactly(1, 2, 3, 4);
    assertThat(input.candidateActions()).containsExactly(10, 20);
    assertThat(input.requestedAt()).isEqualTo(NOW.toEpochMilli());
    assertThat(input.surface()).isEqualTo(Surface.SEARCH.code());
  }

  @Test
  void anUnknownUserIsZerosAndSaysSo() throws Exception {
    RankerInput input =
        inputs.of(Optional.empty(), List.of(), Map.of(), List.of(P1), Surface.HOME, NOW);
    assertThat(input.userEmbedding()).containsExactly(0, 0, 0);
    assertThat(input.hasUser()).isZero();
  }

  @Test
  void noLiveActionsAreOneMaskedRow() throws Exception {
    RankerInput input =
        inputs.of(Optional.empty(), List.of(), Map.of(), List.of(P1), Surface.HOME, NOW);
    assertThat(input.liveRows()).isEqualTo(1);
    assertThat(input.liveMask()).containsExactly(0);
    assertThat(input.liveActionTypes()).containsExactly(0);
    assertThat(input.livePinVectors()).containsExactly(0, 0);
  }

  @Test
  void anActionOnAPinNobodyKnowsIsMaskedOut() throws Exception {
    RankerInput input =
        inputs.of(
            Optional.empty(),
            List.of(
                action("unknown", ActionType.SAVE, 3),
                action("unread", ActionType.SAVE, 2),
                action("p1", ActionType.SAVE, 1)),
            Map.of("p1", Optional.of(P1), "unknown", Optional.empty()),
            List.of(P1),
            Surface.HOME,
            NOW);
    assertThat(input.liveMask()).containsExactly(0, 0, 1);
    assertThat(input.livePinVectors()).containsExactly(0, 0, 0, 0, 1, 2);
  }

  @Test
  void vectorsOfAnotherWidthAreRefused() {
    Pin wide = new Pin("wide", new float[3], 0);
    assertThatThrownBy(
            () ->
                inputs.of(Optional.empty(), List.of(), Map.of(), List.of(wide), Surface.HOME, NOW))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining("wide");
    assertThatThrownBy(
            () ->
                inputs.of(
                    Optional.of(new float[2]), List.of(), Map.of(), List.of(P1), Surface.HOME, NOW))
        .isInstanceOf(ScoringException.class);
  }

  private static Action action(String pinId, ActionType type, long occurredAt) {
    return new Action(
        "e" + occurredAt,
        "u1",
        pinId,
        type,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
