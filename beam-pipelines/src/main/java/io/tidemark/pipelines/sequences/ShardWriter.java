package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.UUID;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Writes one file of a shard under a hidden name and gives it its own when it is whole. Rows come
 * in the order of {@link UserIdOrder}.
 */
final class ShardWriter implements AutoCloseable {
  /** What a reader or writer holds of a file in memory; about a thousand users. */
  private static final int ROW_GROUP_BYTES = 1 << 20;

  /** What is decoded to find one user. */
  private static final int PAGE_ROWS = 8;

  private final ResourceId target;
  private final ResourceId staged;
  private final WritableByteChannel channel;
  private final ParquetWriter<GenericRecord> rows;
  private long users;
  private long actions;
  private boolean done;

  private ShardWriter(ResourceId target, ResourceId staged) throws IOException {
    this.target = target;
    this.staged = staged;
    this.channel = FileSystems.create(staged, "application/vnd.apache.parquet");
    Configuration configuration = new Configuration(false);
    // Lists as the Parquet format defines them, which Hive reads; Avro's own are older.
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    this.rows =
        AvroParquetWriter.<GenericRecord>builder(new ChannelFile(channel))
            .withSchema(SequenceParquet.SCHEMA)
            .withDataModel(GenericData.get())
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize((long) ROW_GROUP_BYTES)
            .withPageRowCountLimit(PAGE_ROWS)
            // A dictionary has to be decoded whole for a single row.
            .withDictionaryEncoding(false)
            .build();
  }

  static ShardWriter create(String file) throws IOException {
    int slash = file.lastIndexOf('/');
    return new ShardWriter(
        FileSystems.matchNewResource(file, false),
        FileSystems.matchNewResource(
            file.substring(0, slash) + "/." + UUID.randomUUID() + file.substring(slash + 1),
            false));
  }

  void write(Timeline timeline) throws IOException {
    write(SequenceParquet.toRecord(timeline));
  }

  /** A row as it was read from another shard. */
  void write(GenericRecord row) throws IOException {
    rows.write(row);
    users++;
    actions += SequenceParquet.actions(row);
  }

  long users() {
    return users;
  }

  long actions() {
    return actions;
  }

  /** Ends the file and gives it its name. */
  void commit() throws IOException {
    rows.close();
    channel.close();
    FileSystems.rename(List.of(staged), List.of(target));
    done = true;
  }

  /** Without {@link #commit} before, nothing remains. */
  @Override
  public void close() throws IOException {
    if (!done) {
      channel.close();
      FileSystems.delete(List.of(staged), StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }
}
