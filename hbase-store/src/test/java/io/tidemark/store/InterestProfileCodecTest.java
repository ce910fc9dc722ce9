package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InterestProfileCodecTest {
  private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");

  @Property(tries = 200)
  void interestsComeBackWhole(
      @ForAll @Size(min = 1, max = 40) float[] vector,
      @ForAll @DoubleRange(max = 1e6) double importance,
      @ForAll @IntRange(min = 1) int actions,
      @ForAll long newestAt,
      @ForAll @IntRange(max = 20) int count) {
    List<Interest> interests =
        IntStream.range(0, count)
            .mapToObj(i -> new Interest("pin \u00fc " + i, importance, actions, newestAt, vector))
            .toList();

    InterestProfile profile = decode(InterestProfileCodec.encode(VectorType.FP32, interests));

    assertThat(profile.userId()).isEqualTo("u1");
    assertThat(profile.asOf()).isEqualTo(MONDAY);
    assertThat(profile.interests()).hasSize(count);
    for (int i = 0; i < count; i++) {
      Interest interest = profile.interests().get(i);
      assertThat(interest.pinId()).isEqualTo("pin \u00fc " + i);
      assertThat(interest.importance()).isEqualTo(importance);
      assertThat(interest.actions()).isEqualTo(actions);
      assertThat(interest.newestAt()).isEqualTo(newestAt);
      assertThat(interest.vector()).containsExactly(vector);
    }
  }

  @Test
  void whatIsNoProfileIsRefused() {
    byte[] one =
        InterestProfileCodec.encode(
            VectorType.FP16, List.of(new Interest("p1", 1, 1, 5, new float[] {1, 0})));
    byte[] cut = Arrays.copyOf(one, one.length - 1);
    byte[] newer = one.clone();
    newer[0] = 9;

    assertThatThrownBy(() -> decode(cut)).isInstanceOf(BufferUnderflowException.class);
    assertThatThrownBy(() -> decode(newer)).hasMessageContaining("unknown format");
  }

  @Test
  void theBatchTakesOverWhatTheLiveSideHasAdded() {
    Interest old = new Interest("old", 3, 3, MONDAY.toEpochMilli() - 1, new float[] {1});
    Interest seen = new Interest("seen", 1, 1, MONDAY.toEpochMilli() - 1, new float[] {1});
    Interest fresh = new Interest("fresh", 1, 1, MONDAY.toEpochMilli(), new float[] {1});
    UserInterests both =
        new UserInterests(
            Optional.of(new InterestProfile("u1", List.of(old), MONDAY)),
            Optional.of(new InterestProfile("u1", List.of(seen, fresh), MONDAY)));

    assertThat(both.since(MONDAY)).containsExactly(fresh, old);
    assertThat(both.since(MONDAY.minusSeconds(1))).containsExactly(seen, fresh, old);
  }

  private static InterestProfile decode(byte[] bytes) {
    return InterestProfileCodec.decode("u1", MONDAY, ByteBuffer.wrap(bytes));
  }
}
