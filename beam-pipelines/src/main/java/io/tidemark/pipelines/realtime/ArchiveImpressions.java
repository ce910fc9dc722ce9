package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.impressionlog.ImpressionFiles;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.ServedRanking;
import java.time.Duration;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PDone;

/**
 * What was served, from the topic {@code impressions} into Hive's table of that name: a row a pin,
 * in the day its request came in. The same guarantees as those of the archive of actions.
 */
final class ArchiveImpressions extends PTransform<PBegin, PDone> {
  /** Rows, some 25 MB. */
  private static final int MAX_HELD = 100_000;

  private final ReadRecords read;
  private final WriteArchive<ServedRanking> write;
  private final WriteDeadLetters deadLetters;

  /**
   * @param gather how long the broker may wait for more, to answer less often
   * @param registerEvery how soon Hive is told of a new day
   */
  ArchiveImpressions(ArchiveActionsOptions options, Duration gather, Duration registerEvery) {
    requireNonNull(options, "options is null");
    this.read =
        new ReadRecords(
            options.getKafka(),
            options.getImpressionsTopic(),
            options.getImpressionsConsumerGroup(),
            gather);
    this.write =
        new WriteArchive<>(
            new ImpressionFiles(Warehouse.of(options)), MAX_HELD, options.getHive(), registerEvery);
    this.deadLetters =
        new WriteDeadLetters(options.getKafka(), options.getImpressionsDeadLetterTopic());
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollectionTuple parsed =
        begin.apply("ReadImpressions", read).apply("ParseImpressions", new ParseImpressions());
    parsed.get(ParseImpressions.RANKINGS).apply("WriteArchive", write);
    parsed.get(ParseImpressions.DEAD_LETTERS).apply("WriteDeadLetters", deadLetters);
    return PDone.in(begin.getPipeline());
  }
}
