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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
    int[] once = {1, 1, 1, 1};
    assertThat(InterestClusters.medoid(vectors, once, 0, 1, 2, 3)).isEqualTo(1);
    assertThat(InterestClusters.medoid(vectors, once, 0, 2, 3)).isEqualTo(0);
    assertThat(InterestClusters.medoid(vectors, once, 0, 1)).isEqualTo(0);
    assertThat(InterestClusters.medoid(vectors, new int[] {1, 1, 9, 1}, 0, 1, 2, 3)).isEqualTo(2);
  }

  @Property(tries = 100)
  void theMedoidIsAMemberWithTheLeastSumOfSquaredDistances(
      @ForAll @IntRange(min = 1, max = 20) int count, @ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[count][3];
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      vectors[i] = new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
      sizes[i] = 1 + random.nextInt(3);
    }
    int[] members = IntStream.range(0, count).filter(i -> i == 0 || random.nextBoolean()).toArray();

    int medoid = InterestClusters.medoid(vectors, sizes, members);

    assertThat(members).contains(medoid);
    double least =
        Arrays.stream(members)
            .mapToDouble(member -> sum(vectors, sizes, members, member))
            .min()
            .orElseThrow();
    assertThat(sum(vectors, sizes, members, medoid)).isCloseTo(least, within(1e-9));
  }

  private static double sum(float[][] vectors, int[] sizes, int[] members, int candidate) {
    double sum = 0;
    for (int member : members) {
      for (int i = 0; i < 3; i++) {
        double difference = (double) vectors[candidate][i] - vectors[member][i];
        sum += sizes[member] * difference * difference;
      }
    }
    return sum;
  }

  @Property(tries = 100)
  void theOrderOfActionsAtOneTimeDoesNotMatter(@ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String pin = PINS.id(random.nextInt(PINS.size()));
      actions.add(Actions.save("e" + i, "ann", pin, "2024-01-31T00:00:00Z"));
    }
    InterestClusters clusters = clusters(PinnerSageConfig.standard());
    List<InterestCluster> expected = clusters.of(actions);

    Collections.shuffle(actions, random);

    assertThat(clusters.of(actions)).isEqualTo(expected);
    assertThat(expected.stream().mapToInt(InterestCluster::actions).sum()).isEqualTo(12);
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
    assertThat(Instant.ofEpochMilli(clusters.get(0).newestAt())).isEqualTo("2024-01-01T00:00:00Z");
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
    assertThatThrownBy(() -> new PinnerSageConfig(1, 0.01, Duration.ofDays(90), 20_001))
        .hasMessageContaining("1 to 20000");
  }

  @Test
  void interestsOfAnotherConfigurationOrOtherPinsHaveAnotherVersion() {
    PinnerSageConfig standard = PinnerSageConfig.standard();
    PinnerSageConfig finer = new PinnerSageConfig(0.5, 0.01, Duration.ofDays(90), 5_000);
    String version = standard.version("pins-20220421T000000Z-d81883", "save");

    assertThat(version).startsWith("pinnersage-20220421T000000Z-d81883-").hasSize(41);
    assertThat(standard.version("pins-20220421T000000Z-d81883", "save")).isEqualTo(version);
    assertThat(finer.version("pins-20220421T000000Z-d81883", "save")).isNotEqualTo(version);
    assertThat(standard.version("pins-20220421T000000Z-d81883", "like")).isNotEqualTo(version);
    assertThat(standard.version("pins-20220422T000000Z-d81883", "save")).isNotEqualTo(version);
  }

  private static InterestClusters clusters(PinnerSageConfig config) {
    return new InterestClusters(config, PINS, PositiveActions.standard());
  }
}
