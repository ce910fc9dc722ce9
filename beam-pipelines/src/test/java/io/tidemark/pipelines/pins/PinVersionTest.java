package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Pin;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinVersionTest {
  private static final Instant AS_OF = Instant.parse("2024-01-03T04:05:06Z");
  private static final Pin A = new Pin("a", new float[] {1, 0}, 3);
  private static final Pin B = new Pin("b", new float[] {0, 1}, 3);

  @Test
  void theVersionNamesTheAsOfAndTheContentsWhateverTheirOrder() {
    assertThat(PinVersion.of(AS_OF, List.of(A, B)))
        .matches("pins-20240103T040506Z-[0-9a-f]{6}")
        .isEqualTo(PinVersion.of(AS_OF, List.of(B, A)));
  }

  @Test
  void anotherVectorOrPopularityIsAnotherVersion() {
    String version = PinVersion.of(AS_OF, List.of(A, B));
    Pin turned = new Pin("b", new float[] {0, -1}, 3);
    Pin liked = new Pin("b", new float[] {0, 1}, 4);
    assertThat(PinVersion.of(AS_OF, List.of(A, turned))).isNotEqualTo(version);
    assertThat(PinVersion.of(AS_OF, List.of(A, liked))).isNotEqualTo(version);
  }
}
