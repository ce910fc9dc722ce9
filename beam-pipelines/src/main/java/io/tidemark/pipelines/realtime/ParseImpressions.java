package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.impressionlog.ServedRankingCoder;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
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

/**
 * Records of the topic {@code impressions} into {@link #RANKINGS} and {@link #DEAD_LETTERS}. No
 * record fails the pipeline.
 */
final class ParseImpressions
    extends PTransform<PCollection<KafkaRecord<byte[], byte[]>>, PCollectionTuple> {
  /** What was served. */
  static final TupleTag<ServedRanking> RANKINGS = new TupleTag<>() {};

  /** Everything else. */
  static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>() {};

  @Override
  public PCollectionTuple expand(PCollection<KafkaRecord<byte[], byte[]>> records) {
    PCollectionTuple parsed =
        records.apply(
            "Parse", ParDo.of(new Parse()).withOutputTags(RANKINGS, TupleTagList.of(DEAD_LETTERS)));
    parsed.get(RANKINGS).setCoder(ServedRankingCoder.of());
    parsed.get(DEAD_LETTERS).setCoder(new DeadLetterCoder());
    return parsed;
  }

  static final class Parse extends DoFn<KafkaRecord<byte[], byte[]>, ServedRanking> {
    private final Counter invalid = Metrics.counter(ParseImpressions.class, "invalid_records");

    @ProcessElement
    public void process(@Element KafkaRecord<byte[], byte[]> record, MultiOutputReceiver output) {
      byte[] value = record.getKV().getValue();
      try {
        output.get(RANKINGS).output(ServedRankingJson.decode(value));
      } catch (IllegalArgumentException e) {
        invalid.inc();
        output.get(DEAD_LETTERS).output(DeadLetter.of(record, e.getMessage(), ""));
      }
    }
  }
}
