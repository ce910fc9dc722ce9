package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.io.AvroIO;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The training data's layout: Avro files with one row a user, the whole timeline in it. Windows,
 * positions and labels are drawn when a row is read, so another objective needs no new files.
 */
final class TimelineFiles {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Timeline")
          .namespace("io.tidemark")
          .fields()
          .requiredString("user_id")
          .name("actions")
          .type()
          .array()
          .items(ActionParquet.SCHEMA)
          .noDefault()
          .endRecord();
  private static final int DEFLATE_LEVEL = 3;

  private TimelineFiles() {}

  /** Writes timelines below a folder and answers the files. */
  static final class Write extends PTransform<PCollection<Timeline>, PCollection<String>> {
    private static final long serialVersionUID = 1;

    private final String folder;
    private final int shards;

    Write(String folder, int shards) {
      this.folder = folder;
      this.shards = shards;
    }

    @Override
    public PCollection<String> expand(PCollection<Timeline> timelines) {
      return timelines
          .apply(
              "ToRows",
              MapElements.into(TypeDescriptor.of(GenericRecord.class)).via(TimelineFiles::toRow))
          .setCoder(AvroCoder.generic(SCHEMA))
          .apply(
              "Write",
              FileIO.<GenericRecord>write()
                  .via(
                      AvroIO.<GenericRecord>sink(SCHEMA.toString())
                          .withCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL)))
                  .to(folder)
                  .withPrefix("timelines")
                  .withSuffix(".avro")
                  .withNumShards(shards))
          .getPerDestinationOutputFilenames()
          .apply("Files", Values.create());
    }
  }

  static GenericRecord toRow(Timeline timeline) {
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put("user_id", timeline.userId());
    row.put("actions", timeline.actions().stream().map(ActionParquet::toRecord).toList());
    return row;
  }

  static Timeline fromRow(GenericRecord row) {
    List<Action> actions = new ArrayList<>();
    for (Object action : (List<?>) row.get("actions")) {
      actions.add(ActionParquet.fromRecord((GenericRecord) action));
    }
    return new Timeline(row.get("user_id").toString(), actions);
  }

  /** Opens one file to read its rows; the caller closes it. */
  static DataFileStream<GenericRecord> open(String file) throws IOException {
    return new DataFileStream<>(
        Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false))),
        new GenericDatumReader<>(SCHEMA));
  }
}
