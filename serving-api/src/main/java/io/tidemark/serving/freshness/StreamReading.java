package io.tidemark.serving.freshness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * The stream's watermarks as they were when they were last read.
 *
 * @param marks of every partition that was ever written, in their order
 * @param partitions how many partitions the topic has, empty if nobody knows
 * @param readAt when; they may have moved on since
 */
public record StreamReading(List<PartitionMark> marks, OptionalInt partitions, Instant readAt) {
  public StreamReading {
    marks = List.copyOf(marks);
    requireNonNull(partitions, "partitions is null");
    requireNonNull(readAt, "readAt is null");
  }

  /**
   * The reading that follows another.
   *
   * @param before the last one that succeeded, empty if this is the first
   * @param watermarks as they were read; those of partitions that the topic no longer has are left
   *     out
   */
  public static StreamReading after(
      Optional<StreamReading> before,
      List<Watermark> watermarks,
      OptionalInt partitions,
      Instant readAt) {
    List<PartitionMark> marks = new ArrayList<>(watermarks.size());
    for (Watermark watermark : watermarks) {
      if (watermark.partition() < partitions.orElse(Integer.MAX_VALUE)) {
        Instant movedAt =
            before
                .flatMap(reading -> reading.mark(watermark.partition()))
                .filter(mark -> mark.heartbeat().equals(watermark.heartbeat()))
                .map(PartitionMark::movedAt)
                .orElse(readAt);
        marks.add(
            new PartitionMark(
                watermark.partition(), watermark.eventTime(), watermark.heartbeat(), movedAt));
      }
    }
    return new StreamReading(marks, partitions, readAt);
  }

  /** What was read of a partition, empty if nothing was ever written of it. */
  public Optional<PartitionMark> mark(int partition) {
    for (PartitionMark mark : marks) {
      if (mark.partition() == partition) {
        return Optional.of(mark);
      }
    }
    return Optional.empty();
  }

  /**
   * What was read of the partition that a user's actions go to: that which Kafka's default
   * partitioner puts the user in. Where the number of partitions is not known, the worst of all.
   */
  public Optional<PartitionMark> mark(String userId) {
    return partitions.isEmpty() ? worst() : mark(partition(userId, partitions.getAsInt()));
  }

  /** The partition that Kafka's default partitioner puts a user's actions in. */
  public static int partition(String userId, int partitions) {
    return Utils.toPositive(Utils.murmur2(userId.getBytes(UTF_8))) % partitions;
  }

  /** Every partition that is known of, in their order, whether it has a watermark or not. */
  public IntStream allPartitions() {
    return IntStream.concat(
            IntStream.range(0, partitions.orElse(0)),
            marks.stream().mapToInt(PartitionMark::partition))
        .sorted()
        .distinct();
  }

  /**
   * The instant before which nobody's actions are missing: the earliest heartbeat. Empty if there
   * is no partition, or one that never had a heartbeat.
   */
  public Optional<Instant> earliest() {
    return marks.size() < partitions.orElse(0)
        ? Optional.empty()
        : worst().flatMap(PartitionMark::heartbeat);
  }

  /** The earliest of everything; without a heartbeat if one partition never had any. */
  private Optional<PartitionMark> worst() {
    return marks.stream()
        .reduce(
            (one, other) ->
                new PartitionMark(
                    one.partition(),
                    Optional.empty(),
                    one.heartbeat()
                        .flatMap(
                            instant -> other.heartbeat().map(another -> min(instant, another))),
                    min(one.movedAt(), other.movedAt())));
  }

  private static Instant min(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
