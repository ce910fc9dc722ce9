package io.tidemark.serving.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.serving.freshness.StreamReading;
import io.tidemark.store.SyntheticUsers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CanaryUsersTest {
  @Property(tries = 200)
  void everyPartitionHasAUserThatNobodyIs(
      @ForAll @IntRange(min = 1, max = 64) int partitions, @ForAll @IntRange(max = 63) int which) {
    int partition = which % partitions;
    String userId = CanaryUsers.of("0a1b2c3d", partition, partitions);
    assertThat(StreamReading.partition(userId, partitions)).isEqualTo(partition);
    assertThat(SyntheticUsers.contains(userId)).isTrue();
  }
}
