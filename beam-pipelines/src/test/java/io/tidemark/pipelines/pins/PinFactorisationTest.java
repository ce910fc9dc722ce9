package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PinFactorisationTest {
  private static final FactorisationConfig CONFIG = new FactorisationConfig(4, 0.75, 1, 0.5, 42);

  @Test
  void pinsOfOneTasteAreNearAndOthersAreFar() {
    FactorisationConfig twoDirections = new FactorisationConfig(2, 0.75, 1, 0.5, 42);
    Map<String, float[]> vectors = factorise(twoDirections, 1, twoTastes());
    assertThat(cosine(vectors.get("cat1"), vectors.get("cat2"))).isGreaterThan(0.8);
    assertThat(cosine(vectors.get("car1"), vectors.get("car2"))).isGreaterThan(0.8);
    assertThat(cosine(vectors.get("cat1"), vectors.get("car1"))).isLessThan(0.3);
  }

  @Test
  void everyVectorHasLengthOneAndTheDimensionAskedFor() {
    for (int dimension : new int[] {1, 3, 64}) {
      FactorisationConfig config = new FactorisationConfig(dimension, 0.75, 1, 0.5, 42);
      Map<String, float[]> vectors = factorise(config, 1, twoTastes());
      assertThat(vectors).isNotEmpty();
      for (float[] vector : vectors.values()) {
        assertThat(vector).hasSize(dimension);
        assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void aPinThatNeverMetAnotherIsLeftOut() {
    Map<String, PinEvidence> evidence = evidence(twoTastes());
    evidence.put("lonely", new PinEvidence(100, 100, 0));
    List<BuiltPin> built = new PinFactorisation(CONFIG, 1).factorise(evidence, twoTastes());
    assertThat(built).extracting(pin -> pin.pin().pinId()).doesNotContain("lonely").hasSize(6);
  }

  @Test
  void aPinBelowTheLeastNumberOfActionsIsLeftOut() {
    Map<String, PinEvidence> evidence = evidence(twoTastes());
    evidence.put("cat1", new PinEvidence(4, 4, 0));
    assertThat(new PinFactorisation(CONFIG, 5).factorise(evidence, twoTastes()))
        .extracting(pin -> pin.pin().pinId())
        .doesNotContain("cat1")
        .contains("cat2");
  }

  @Test
  void aPinThatWasOnlyHiddenIsLeftOut() {
    Map<String, PinEvidence> evidence = evidence(twoTastes());
    evidence.put("hidden", new PinEvidence(0, 0, 0));
    assertThat(new PinFactorisation(CONFIG, 0).factorise(evidence, twoTastes()))
        .extracting(pin -> pin.pin().pinId())
        .doesNotContain("hidden");
  }

  @Test
  void nothingComesOfNothing() {
    assertThat(new PinFactorisation(CONFIG, 1).factorise(Map.of(), List.of())).isEmpty();
    assertThat(
            new PinFactorisation(CONFIG, 1)
                .factorise(Map.of("a", new PinEvidence(1, 1, 0)), List.of()))
        .isEmpty();
  }

  @Test
  void twoPinsAreEnough() {
    List<NeighbourCount> counts = List.of(new NeighbourCount("a", "b", 1));
    Map<String, float[]> vectors = factorise(CONFIG, 1, counts);
    assertThat(vectors).containsOnlyKeys("a", "b");
  }

  @Test
  void theSameCountsInAnotherOrderGiveTheSameBits() {
    List<NeighbourCount> reversed = new ArrayList<>(twoTastes());
    Collections.reverse(reversed);
    Map<String, float[]> forward = factorise(CONFIG, 1, twoTastes());
    factorise(CONFIG, 1, reversed)
        .forEach((pin, vector) -> assertThat(vector).isEqualTo(forward.get(pin)));
  }

  @Test
  void impossibleConfigurationsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FactorisationConfig(0, 0.75, 1, 0.5, 1))
        .withMessageContaining("dimension is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FactorisationConfig(8, 2, 1, 0.5, 1))
        .withMessageContaining("contextSmoothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FactorisationConfig(8, 0.75, 0, 0.5, 1))
        .withMessageContaining("shift");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FactorisationConfig(8, 0.75, 1, Double.NaN, 1))
        .withMessageContaining("singularValuePower");
  }

  /** Three pins of cats and three of cars, each met within its group, once across. */
  private static List<NeighbourCount> twoTastes() {
    List<NeighbourCount> counts = new ArrayList<>();
    for (String taste : List.of("car", "cat")) {
      counts.add(new NeighbourCount(taste + 1, taste + 2, 9));
      counts.add(new NeighbourCount(taste + 1, taste + 3, 7));
      counts.add(new NeighbourCount(taste + 2, taste + 3, 8));
    }
    counts.add(new NeighbourCount("car3", "cat3", 1));
    return counts;
  }

  private static Map<String, PinEvidence> evidence(List<NeighbourCount> counts) {
    Map<String, PinEvidence> evidence = new HashMap<>();
    for (NeighbourCount count : counts) {
      evidence.put(count.first(), new PinEvidence(10, 10, 0));
      evidence.put(count.second(), new PinEvidence(10, 10, 0));
    }
    return evidence;
  }

  private static Map<String, float[]> factorise(
      FactorisationConfig config, long minimumActions, List<NeighbourCount> counts) {
    return new PinFactorisation(config, minimumActions)
        .factorise(evidence(counts), counts).stream()
            .collect(Collectors.toMap(pin -> pin.pin().pinId(), pin -> pin.pin().vector()));
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
