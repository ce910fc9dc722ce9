package io.tidemark.serving.freshness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.utils.Utils;

/**
 * The stream's watermarks as they were when they were last read.
 *
 * @param watermarks of every partition that was ever written
 * @param partitions how many partitions the topic has, empty if nobody knows
 * @param readAt when; they may have moved on since
 */
public record StreamReading(List<Watermark> watermarks, OptionalInt partitions, Instant readAt) {
  public StreamReading {
    watermarks = List.copyOf(watermarks);
  }

  /**
   * The instant before which none of the user's actions is missing: the heartbeat of the partition
   * that Kafka's default partitioner puts the user in; where the number of partitions is not known,
   * the earliest of all. Empty if that partition never had a heartbeat.
   */
  public Optional<Instant> watermark(String userId) {
    if (partitions.isEmpty()) {
      return earliest();
    }
    int partition = Utils.toPositive(Utils.murmur2(userId.getBytes(UTF_8))) % partitions.getAsInt();
    return watermarks.stream()
        .filter(watermark -> watermark.partition() == partition)
        .findFirst()
        .flatMap(Watermark::heartbeat);
  }

  /**
   * The instant before which nobody's actions are missing: the earliest heartbeat. Empty if there
   * is no partition, or one that never had a heartbeat.
   */
  public Optional<Instant> earliest() {
    boolean complete =
        watermarks.size() >= partitions.orElse(1)
            && watermarks.stream().allMatch(watermark -> watermark.heartbeat().isPresent());
    return complete
        ? watermarks.stream()
            .map(watermark -> watermark.heartbeat().orElseThrow())
            .min(Instant::compareTo)
        : Optional.empty();
  }
}
