package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.kafka.KafkaRecord;

/**
 * A record that is not what its topic holds, kept with what is wrong with it.
 *
 * @param key the record's key as it was, may be null
 * @param value the record's value as it was, may be null
 * @param reason what is wrong and what would be right
 * @param field the JSON field that is wrong; empty if the record as a whole is
 * @param source where it came from, such as {@code actions-3@1742}
 */
public record DeadLetter(byte[] key, byte[] value, String reason, String field, String source) {
  public DeadLetter {
    requireNonNull(reason, "reason is null");
    requireNonNull(field, "field is null");
    requireNonNull(source, "source is null");
  }

  /** The letter of a record. */
  static DeadLetter of(KafkaRecord<byte[], byte[]> record, String reason, String field) {
    return new DeadLetter(
        record.getKV().getKey(),
        record.getKV().getValue(),
        reason,
        field,
        record.getTopic() + "-" + record.getPartition() + "@" + record.getOffset());
  }
}
