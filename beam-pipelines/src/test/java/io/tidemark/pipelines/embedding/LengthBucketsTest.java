package io.tidemark.pipelines.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {
  @Property
  void everySequenceIsInOneBatchWithOthersOfLikeLength(
      @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 512) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 5_000) int rows) {
    LengthBuckets<Integer> buckets = new LengthBuckets<>(rows);
    List<List<Integer>> batches = new ArrayList<>();
    lengths.forEach(length -> buckets.add(length, length).ifPresent(batches::add));
    batches.addAll(buckets.drain());

    List<Integer> all = new ArrayList<>();
    for (List<Integer> batch : batches) {
      int longest = Collections.max(batch);
      assertThat(batch).isNotEmpty().allSatisfy(l -> assertThat(4 * longest).isLessThan(5 * l + 4));
      assertThat(batch.size() == 1 || batch.size() * longest <= rows).isTrue();
      all.addAll(batch);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(lengths);
    assertThat(buckets.drain()).isEmpty();
  }

  @Test
  void aBatchIsFullWhenAnotherSequenceWouldExceedItsRows() {
    LengthBuckets<String> buckets = new LengthBuckets<>(24);

    assertThat(buckets.add("a", 8)).isEmpty();
    assertThat(buckets.add("b", 8)).isEmpty();
    assertThat(buckets.add("c", 7)).isEmpty();
    assertThat(buckets.add("d", 8)).contains(List.of("a", "b", "d"));
    assertThat(buckets.drain()).containsExactly(List.of("c"));
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThatThrownBy(() -> new LengthBuckets<>(0)).hasMessageContaining("at least 1 row");
    assertThatThrownBy(() -> new LengthBuckets<>(1).add("a", 0)).hasMessageContaining("1 row");
  }
}
