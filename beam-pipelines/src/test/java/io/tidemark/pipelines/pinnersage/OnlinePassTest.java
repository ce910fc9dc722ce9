package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.store.Action;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnlinePassTest {
  private static final Instant AS_OF = Instant.parse("2024-01-31T00:00:00Z");
  private static final OnlinePass PASS =
      OnlinePass.of(
              release(
                  Map.of("alpha", "1.0", "lambda", "0.01", "positive_actions", "save"),
                  Map.of(Release.PINS, "pins-1")))
          .orElseThrow();

  @Test
  void theNewestTwentySinceTheBatchCountOnceEach() {
    List<Action> stored = new ArrayList<>();
    stored.add(Actions.save("before", "ann", "cat", "2024-01-30T23:59:59Z"));
    for (int i = 0; i < 25; i++) {
      stored.add(
          Actions.save("e%02d".formatted(i), "ann", "cat", "2024-01-31T01:00:%02dZ".formatted(i)));
    }
    List<Action> arrived =
        List.of(stored.get(25), Actions.save("late", "ann", "dog", "2024-01-31T00:00:00Z"));

    List<Action> newest = PASS.newest(stored, arrived);

    assertThat(newest).hasSize(20).isSortedAccordingTo(Action.OLDEST_FIRST);
    assertThat(newest.get(19).eventId()).isEqualTo("e24");
    assertThat(newest.get(0).eventId()).isEqualTo("e05");
    assertThat(PASS.newest(List.of(stored.get(0)), arrived))
        .extracting(Action::eventId)
        .containsExactly("late", "e24");
  }

  @Test
  void theyAreClusteredAsTheBatchClusters() {
    List<Action> actions =
        List.of(
            Actions.save("1", "ann", "cat", "2024-01-31T01:00:00Z"),
            Actions.save("2", "ann", "kitten", "2024-01-31T01:00:01Z"),
            Actions.save("3", "ann", "dog", "2024-01-31T01:00:02Z"),
            Actions.save("4", "ann", "no vector", "2024-01-31T01:00:03Z"));

    InterestProfile profile =
        PASS.cluster(
            actions,
            List.of(
                new Pin("cat", new float[] {1, 0}, 1),
                new Pin("kitten", new float[] {0.98f, 0.199f}, 1),
                new Pin("dog", new float[] {0, 1}, 1)));

    assertThat(profile.userId()).isEqualTo("ann");
    assertThat(profile.asOf()).isEqualTo("2024-01-31T01:00:03Z");
    assertThat(profile.interests()).extracting(Interest::pinId).containsExactly("cat", "dog");
    assertThat(profile.interests()).extracting(Interest::actions).containsExactly(2, 1);
    assertThat(PASS.cluster(actions, List.of()).interests()).isEmpty();
  }

  @Test
  void aReleaseThatDoesNotTellHowItWasMadeHasNoPass() {
    assertThat(OnlinePass.of(release(Map.of("alpha", "1.0"), Map.of(Release.PINS, "pins-1"))))
        .isEmpty();
    assertThat(
            OnlinePass.of(
                release(Map.of("alpha", "1", "lambda", "0", "positive_actions", "save"), Map.of())))
        .isEmpty();
  }

  private static Release release(Map<String, String> checks, Map<String, String> requires) {
    return new Release(
        Release.PINNERSAGE,
        AS_OF.toString(),
        "pinnersage-1",
        AS_OF,
        Optional.empty(),
        1,
        requires,
        checks,
        AS_OF);
  }
}
