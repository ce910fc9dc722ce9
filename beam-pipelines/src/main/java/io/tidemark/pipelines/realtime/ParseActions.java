package io.tidemark.pipelines.realtime;

import io.tidemark.store.InvalidActionException;
import java.time.Instant;
import java.util.Arrays;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Records of the topic {@code actions} into {@link #EVENTS} and {@link #DEAD_LETTERS}. No record
 * fails the pipeline.
 *
 * <p>An action's time is judged against its record's Kafka timestamp, not against the clock: so
 * both streams reach the same verdict, today or when a record is read again after an outage. {@link
 * Topics} makes the broker set that timestamp.
 */
final class ParseActions
    extends PTransform<PCollection<KafkaRecord<byte[], byte[]>>, PCollectionTuple> {
  /** Valid actions and heartbeats, in the order of their partition. */
  static final TupleTag<LiveEvent> EVENTS = new TupleTag<>() {};

  /** Everything else. */
  static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>() {};

  @Override
  public PCollectionTuple expand(PCollection<KafkaRecord<byte[], byte[]>> records) {
    PCollectionTuple parsed =
        records.apply(
            "Parse", ParDo.of(new Parse()).withOutputTags(EVENTS, TupleTagList.of(DEAD_LETTERS)));
    parsed.get(EVENTS).setCoder(new LiveEventCoder());
    parsed.get(DEAD_LETTERS).setCoder(new DeadLetterCoder());
    return parsed;
  }

  static final class Parse extends DoFn<KafkaRecord<byte[], byte[]>, LiveEvent> {
    private final Counter invalid = Metrics.counter(ParseActions.class, "invalid_records");

    @ProcessElement
    public void process(@Element KafkaRecord<byte[], byte[]> record, MultiOutputReceiver output) {
      try {
        output.get(EVENTS).output(parse(record));
      } catch (InvalidActionException e) {
        invalid.inc();
        output
            .get(DEAD_LETTERS)
            .output(DeadLetter.of(record, e.getMessage() + ": " + e.fix(), e.field()));
      }
    }
  }

  private static LiveEvent parse(KafkaRecord<byte[], byte[]> record) throws InvalidActionException {
    Instant arrivedAt =
        record.getTimestamp() < 0 ? Instant.now() : Instant.ofEpochMilli(record.getTimestamp());
    byte[] value = record.getKV().getValue();
    if (!isHeartbeat(record.getHeaders())) {
      return new LiveEvent.Recorded(record.getPartition(), ActionJson.parse(value, arrivedAt));
    }
    Instant producedAt = HeartbeatJson.parse(value);
    // A sender's clock that runs ahead must not promise more than what has arrived.
    return new LiveEvent.Heartbeat(
        record.getPartition(), producedAt.isAfter(arrivedAt) ? arrivedAt : producedAt);
  }

  private static boolean isHeartbeat(Headers headers) {
    Header type = headers == null ? null : headers.lastHeader(ActionTopics.TYPE_HEADER);
    return type != null && Arrays.equals(type.value(), Heartbeats.TYPE);
  }
}
