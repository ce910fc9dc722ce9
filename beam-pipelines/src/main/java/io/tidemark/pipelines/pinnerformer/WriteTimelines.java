package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.sequences.SequenceParquet;
import io.tidemark.pipelines.storage.HiveParquet;
import io.tidemark.pipelines.timeline.Timeline;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Writes the training data below a folder and answers the files: Parquet shards with one row a
 * user, the whole timeline in it, laid out as in the table {@code user_sequences}. Windows,
 * positions and labels are drawn when a row is read, so another objective needs no new files.
 */
final class WriteTimelines extends PTransform<PCollection<Timeline>, PCollection<String>> {
  private static final long serialVersionUID = 1;

  /** What the reader of a shard holds of it in memory, before it is decoded. */
  private static final int ROW_GROUP_BYTES = 8 << 20;

  private final String folder;
  private final int shards;

  WriteTimelines(String folder, int shards) {
    this.folder = folder;
    this.shards = shards;
  }

  @Override
  public PCollection<String> expand(PCollection<Timeline> timelines) {
    return timelines
        .apply(
            "ToRows",
            MapElements.into(TypeDescriptor.of(GenericRecord.class)).via(SequenceParquet::toRecord))
        .setCoder(AvroCoder.generic(SequenceParquet.SCHEMA))
        .apply(
            "Write",
            FileIO.<GenericRecord>write()
                .via(HiveParquet.sink(SequenceParquet.SCHEMA).withRowGroupSize(ROW_GROUP_BYTES))
                .to(folder)
                .withPrefix("timelines")
                .withSuffix(".parquet")
                .withNumShards(shards))
        .getPerDestinationOutputFilenames()
        .apply("Files", Values.create());
  }
}
