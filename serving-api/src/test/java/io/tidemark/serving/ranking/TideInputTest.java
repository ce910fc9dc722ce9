package io.tidemark.serving.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.models.AssembledInput;
import io.tidemark.serving.models.FeatureArrays;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.pins.FoundPins;
import io.tidemark.serving.pins.PinCache;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.tides.FakeTideStore;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TideInputTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_000L);
  private static final int PIN = 2;
  private static final int USER = 3;

  private final FakeTideStore store = new FakeTideStore();
  private final PinCache pins =
      new PinCache(store, PinsConfiguration.DEFAULT, new SimpleMeterRegistry());

  @BeforeEach
  void fill() {
    store.put(new Pin("p1", new float[] {1, 2}, 10));
    store.put(new Pin("p2", new float[] {3, 4}, 20));
    store.put(new Pin("wide", new float[3], 0));
  }

  @Test
  void bothTidesAreLaidOutNewestFirst() throws Exception {
    FeatureArrays input =
        assemble(
            input(
                Optional.of(new float[] {7, 8, 9}),
                List.of(action("p2", ActionType.HIDE, 2), action("p1", ActionType.SAVE, 1)),
                "p1",
                "p2"));
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
    FeatureArrays input = assemble(input(Optional.empty(), List.of(), "p1"));
    assertThat(input.userEmbedding()).containsExactly(0, 0, 0);
    assertThat(input.hasUser()).isZero();
  }

  @Test
  void noLiveActionsAreOneMaskedRow() throws Exception {
    FeatureArrays input = assemble(input(Optional.empty(), List.of(), "p1"));
    assertThat(input.liveRows()).isEqualTo(1);
    assertThat(input.liveMask()).containsExactly(0);
    assertThat(input.liveActionTypes()).containsExactly(0);
    assertThat(input.livePinVectors()).containsExactly(0, 0);
  }

  @Test
  void anActionOnAPinNobodyKnowsIsMaskedOut() throws Exception {
    FeatureArrays input =
        assemble(
            input(
                Optional.empty(),
                List.of(action("unknown", ActionType.SAVE, 2), action("p1", ActionType.SAVE, 1)),
                "p1"));
    assertThat(input.liveMask()).containsExactly(0, 1);
    assertThat(input.livePinVectors()).containsExactly(0, 0, 1, 2);
  }

  @Test
  void onlyKnownCandidatesAreWritten() throws Exception {
    FeatureArrays input = assemble(input(Optional.empty(), List.of(), "unknown", "p2", "p1"));
    assertThat(input.candidatePinVectors()).containsExactly(3, 4, 1, 2);
  }

  @Test
  void eachSideCanBeLeftOut() throws Exception {
    TideInput both =
        input(Optional.of(new float[] {7, 8, 9}), List.of(action("p2", ActionType.HIDE, 2)), "p1");
    assertThat(assemble(both.batchOnly()).liveMask()).containsExactly(0);
    assertThat(assemble(both.batchOnly()).userEmbedding()).containsExactly(7, 8, 9);
    assertThat(assemble(both.liveOnly()).liveMask()).containsExactly(1);
    assertThat(assemble(both.liveOnly()).hasUser()).isZero();
  }

  @Test
  void vectorsOfAnotherWidthAreRefused() {
    assertThatThrownBy(() -> assemble(input(Optional.empty(), List.of(), "wide")))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining("3 numbers");
    assertThatThrownBy(() -> assemble(input(Optional.of(new float[2]), List.of(), "p1")))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining("embedding");
  }

  private TideInput input(Optional<float[]> embedding, List<Action> actions, String... candidates) {
    FoundPins found = find(List.of(candidates));
    return new TideInput(
        embedding,
        Optional.empty(),
        actions,
        find(actions.stream().map(Action::pinId).toList()),
        found,
        found.known(),
        Surface.SEARCH,
        NOW);
  }

  private FoundPins find(List<String> pinIds) {
    return pins.lookup(pinIds, "pins-1", Optional.empty()).found();
  }

  private static FeatureArrays assemble(TideInput input) throws ScoringException {
    return AssembledInput.of(input, PIN, USER);
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
