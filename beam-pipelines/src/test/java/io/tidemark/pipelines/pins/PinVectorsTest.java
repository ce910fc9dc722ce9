package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.store.Pin;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinVectorsTest {
  private static final Pin A = new Pin("a", new float[] {1, 0}, 3);
  private static final Pin B = new Pin("b", new float[] {0, 1}, 5);

  @Test
  void aReleaseHasOneNumberingWhateverTheOrderItIsReadIn() {
    PinVectors pins = PinVectors.of("v", List.of(B, A));
    assertThat(pins.ids())
        .containsExactly("a", "b")
        .isEqualTo(PinVectors.of("v", List.of(A, B)).ids());
    assertThat(pins.indexOf("b")).isEqualTo(1);
    assertThat(pins.vector(1)).containsExactly(0, 1);
    assertThat(pins.actions(1)).isEqualTo(5);
    assertThat(pins.find("a").orElseThrow().vector()).containsExactly(1, 0);
  }

  @Test
  void aPinWithoutVectorIsUnknown() {
    PinVectors pins = PinVectors.of("v", List.of(A));
    assertThat(pins.indexOf("zzz")).isEqualTo(PinVectors.UNKNOWN);
    assertThat(pins.find("zzz")).isEmpty();
  }

  @Test
  void callersCannotChangeAVector() {
    PinVectors pins = PinVectors.of("v", List.of(A));
    pins.vector(0)[0] = 9;
    assertThat(pins.vector(0)).containsExactly(1, 0);
  }

  @Test
  void brokenReleasesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PinVectors.of("v", List.of()))
        .withMessageContaining("no pins");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PinVectors.of("v", List.of(A, A)))
        .withMessageContaining("pin a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PinVectors.of("v", List.of(A, new Pin("c", new float[] {1}, 1))))
        .withMessageContaining("pin c");
  }
}
