package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.store.Pin;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinChecksTest {
  @Test
  void soundVectorsPassAndSayHowMany() {
    assertThat(PinChecks.check(pins(new float[] {0.6f, 0.8f})))
        .containsEntry("rows", "1")
        .containsEntry("dimension", "2");
  }

  @Test
  void aVectorThatIsNotFiniteOrNotOfLengthOneIsNamed() {
    assertThatThrownBy(() -> PinChecks.check(pins(new float[] {Float.NaN, 0})))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("pin p is not finite");
    assertThatThrownBy(() -> PinChecks.check(pins(new float[] {1, 1})))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("pin p has length 1.41");
  }

  private static PinVectors pins(float[] vector) {
    return PinVectors.of("v", List.of(new Pin("p", vector, 1)));
  }
}
