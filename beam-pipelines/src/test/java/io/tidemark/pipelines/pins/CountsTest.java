package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.pipelines.storage.LocalPipeline;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void nearerPinsMeetWithMoreWeightAndUsersAddUp() {
    List<KV<KV<String, String>, Long>> counts =
        LocalPipeline.run(
            pipeline ->
                pipeline
                    .apply(
                        Create.of(
                                timeline("ann", "a", "b", "c", "d"),
                                timeline("bob", "b", "a"),
                                // A hide is no neighbour and does not push others apart.
                                timeline("cid", "k", "-x", "l"),
                                // A run of one pin is one step; a pin is not its own neighbour.
                                timeline("dan", "r", "r", "r", "s", "r"))
                            .withCoder(TimelineCoder.of()))
                    .apply(new CountNeighbours(2)));
    assertThat(counts)
        .containsExactlyInAnyOrder(
            pair("a", "b", 2 + 2),
            pair("b", "c", 2),
            pair("c", "d", 2),
            pair("a", "c", 1),
            pair("b", "d", 1),
            pair("k", "l", 2),
            pair("r", "s", 2 + 2));
  }

  @Test
  void evidenceCountsHidesForNothingButTheFirstSight() {
    List<KV<String, PinEvidence>> evidence =
        LocalPipeline.run(
            pipeline ->
                pipeline
                    .apply(
                        Create.of(timeline("ann", "-a", "a", "b"), timeline("bob", "b"))
                            .withCoder(TimelineCoder.of()))
                    .apply(new CountPins(PositiveActions.parse("like"))));
    assertThat(evidence)
        .containsExactlyInAnyOrder(
            KV.of("a", new PinEvidence(1, 0, 1_000)), KV.of("b", new PinEvidence(2, 0, 1_000)));
  }

  @Test
  void aWindowOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountNeighbours(0))
        .withMessageContaining("window is 0");
  }

  private static KV<KV<String, String>, Long> pair(String first, String second, long weight) {
    return KV.of(KV.of(first, second), weight);
  }

  /** One save a pin, a second apart; a pin with a minus is hidden. */
  private static Timeline timeline(String user, String... pins) {
    List<Action> actions = new ArrayList<>();
    for (String pin : pins) {
      boolean hidden = pin.startsWith("-");
      actions.add(
          new Action(
              user + actions.size(),
              user,
              hidden ? pin.substring(1) : pin,
              hidden ? ActionType.HIDE : ActionType.SAVE,
              Surface.HOME,
              1_000L * (actions.size() + 1),
              Action.UNKNOWN_DURATION,
              Optional.empty()));
    }
    return new Timeline(user, actions);
  }
}
