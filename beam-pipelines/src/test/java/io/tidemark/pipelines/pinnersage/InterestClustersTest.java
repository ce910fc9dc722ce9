package io.tidemark.pipelines.pinnersage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.store.Action;
import io.tidemark.store.Pin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterestClustersTest {
  private static final PinVectors PINS =
      PinVectors.of(
          "pins-test",
          List.of(
              new Pin("cat1", new float[] {1, 0}, 1),
              new Pin("cat2", new float[] {0.98f, 0.199f}, 1),
              new Pin("cat3", new float[] {0.92f, 0.392f}, 1),
              new Pin("dog", new float[] {0, 1}, 1)));

  @Test
  void theMedoidIsTheMemberNearestToAll() {
    float[][] vectors = {{0, 0}, {1, 0}, {5, 0}, {1, 3}};

    // Summed squared distances: 1+25+10 = 36, 1+16+9 = 26, 25+16+25 = 66, 10+9+25 = 44.
    assertThat(InterestClusters.medoid(vectors, 0, 1, 2, 3)).isEqualTo(1);
    assertThat(InterestClusters.medoid(vectors, 0, 2, 3)).isEqualTo(0);
    assertThat(InterestClusters.medoid(vectors, 0, 1)).isEqualTo(0);
  }

  @Test
  void interestsAreOrderedByWhatIsLeftOfTheirActions() {
    List<InterestCluster> clusters =
        clusters(PinnerSageConfig.standard())
            .of(
                List.of(
                    Actions.save("1", "ann", "cat1", "2024-01-01T00:00:00Z"),
                    Actions.save("2", "ann", "cat2", "2024-01-01T00:00:00Z"),
                    Actions.save("3", "ann", "cat3", "2024-01-01T00:00:00Z"),
                    Actions.save("4", "ann", "dog", "2024-01-31T00:00:00Z")));

    assertThat(clusters).hasSize(2);
    assertThat(PINS.id(clusters.get(0).medoid())).isEqualTo("cat2");
    assertThat(clusters.get(0).importance()).isCloseTo(3 * Math.exp(-0.3), within(1e-12));
    assertThat(clusters.get(0).actions()).isEqualTo(3);
    assertThat(PINS.id(clusters.get(1).medoid())).isEqualTo("dog");
    assertThat(clusters.get(1).importance()).isCloseTo(1, within(1e-12));
  }

  @Test
  void oldActionsUnknownPinsAndTooManyActionsAreLeftOut() {
    List<Action> actions =
        List.of(
            Actions.save("1", "ann", "cat1", "2023-01-01T00:00:00Z"),
            Actions.save("2", "ann", "dog", "2024-01-01T00:00:00Z"),
            Actions.save("3", "ann", "cat3", "2024-01-02T00:00:00Z"),
            Actions.save("4", "ann", "no vector", "2024-01-03T00:00:00Z"));

    assertThat(clusters(PinnerSageConfig.standard()).of(actions)).hasSize(2);
    PinnerSageConfig newest = new PinnerSageConfig(1, 0.01, Duration.ofDays(90), 1);
    assertThat(clusters(newest).of(actions))
        .singleElement()
        .extracting(InterestCluster::medoid)
        .isEqualTo(PINS.indexOf("cat3"));
  }

  @Test
  void nobodyHasNoInterests() {
    assertThat(clusters(PinnerSageConfig.standard()).of(List.of())).isEmpty();
    assertThat(
            clusters(PinnerSageConfig.standard())
                .of(List.of(Actions.save("1", "ann", "no vector", "2024-01-03T00:00:00Z"))))
        .isEmpty();
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> new PinnerSageConfig(-1, 0.01, Duration.ofDays(90), 10))
        .hasMessageContaining("alpha");
    assertThatThrownBy(() -> new PinnerSageConfig(1, -1, Duration.ofDays(90), 10))
        .hasMessageContaining("lambda");
    assertThatThrownBy(() -> new PinnerSageConfig(1, 0.01, Duration.ZERO, 10))
        .hasMessageContaining("lookback");
    assertThatThrownBy(() -> new PinnerSageConfig(1, 0.01, Duration.ofDays(90), 0))
        .hasMessageContaining("actions");
  }

  private static InterestClusters clusters(PinnerSageConfig config) {
    return new InterestClusters(config, PINS, PositiveActions.standard());
  }
}
