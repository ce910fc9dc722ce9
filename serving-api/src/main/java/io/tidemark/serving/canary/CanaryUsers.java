package io.tidemark.serving.canary;

import io.tidemark.serving.freshness.StreamReading;
import io.tidemark.store.SyntheticUsers;
import java.util.stream.IntStream;

/** The synthetic users of one process, one for each partition. */
final class CanaryUsers {
  private CanaryUsers() {}

  /**
   * The user of a partition.
   *
   * @param instance tells the users of one process from those of others
   * @param partition 0 or more
   * @param partitions more than {@code partition}
   */
  static String of(String instance, int partition, int partitions) {
    return IntStream.iterate(0, n -> n + 1)
        .mapToObj(n -> SyntheticUsers.PREFIX + instance + "-" + n)
        .filter(userId -> StreamReading.partition(userId, partitions) == partition)
        .findFirst()
        .orElseThrow();
  }
}
