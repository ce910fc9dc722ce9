package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeysTest {
  @Property
  void theIdComesBackFromItsKey(@ForAll(supplier = IdArbitrary.class) String id) {
    byte[] key = RowKeys.of("user_id", id);
    assertThat(RowKeys.id(key)).isEqualTo(id);
    assertThat(Arrays.copyOfRange(key, 1, key.length)).isEqualTo(id.getBytes(UTF_8));
  }

  @Property
  void twoIdsNeverShareAKey(
      @ForAll(supplier = IdArbitrary.class) String one,
      @ForAll(supplier = IdArbitrary.class) String other) {
    boolean sameKey = Arrays.equals(RowKeys.of("user_id", one), RowKeys.of("user_id", other));
    assertThat(sameKey).isEqualTo(one.equals(other));
  }

  @Test
  void keysWrittenByOtherVersionsAreStillFound() {
    // From an independent murmur3 in Python.
    assertThat(RowKeys.of("user_id", "user-1")[0]).isEqualTo((byte) 0x63);
    assertThat(RowKeys.of("user_id", "27")[0]).isEqualTo((byte) 0x8a);
  }

  @Test
  void idsHandedOutInOrderFillAllRegionsEvenly() {
    byte[][] splits = RowKeys.splits(4);
    int[] rows = new int[4];
    IntStream.range(0, 10_000)
        .mapToObj(i -> RowKeys.of("user_id", Integer.toString(i)))
        .forEach(key -> rows[region(splits, key)]++);
    assertThat(IntStream.of(rows)).allMatch(count -> count > 2_300 && count < 2_700);
  }

  @Property
  void splitsAreOneLessThanRegionsAndAscend(@ForAll @IntRange(min = 1, max = 256) int regions) {
    byte[][] splits = RowKeys.splits(regions);
    assertThat(splits).hasNumberOfRows(regions - 1);
    for (int i = 1; i < splits.length; i++) {
      assertThat(Arrays.compareUnsigned(splits[i - 1], splits[i])).isNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257})
  void moreRegionsThanSaltsAreRefused(int regions) {
    assertThatThrownBy(() -> RowKeys.splits(regions)).hasMessageContaining("regions");
  }

  @Test
  void idsThatBreakTheRulesAreRefusedByName() {
    assertThatThrownBy(() -> RowKeys.of("user_id", "")).hasMessageContaining("user_id");
    assertThatThrownBy(() -> RowKeys.of("pin_id", "x".repeat(201)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pin_id")
        .hasMessageContaining("200");
    assertThatThrownBy(() -> RowKeys.of("user_id", "half \ud800")).hasMessageContaining("user_id");
  }

  private static int region(byte[][] splits, byte[] key) {
    int region = 0;
    while (region < splits.length && Arrays.compareUnsigned(key, splits[region]) >= 0) {
      region++;
    }
    return region;
  }
}
