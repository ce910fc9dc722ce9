package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Writes one shard under a hidden name and gives it its own when it is whole. */
final class ShardWriter implements AutoCloseable {
  /** Bounds a writer's memory, and what a reader of few users must decode. */
  private static final int ROW_GROUP_BYTES = 8 << 20;

  private final ResourceId target;
  private final ResourceId staged;
  private final WritableByteChannel channel;
  private final ParquetIO.Sink sink;
  private long users;
  private long actions;
  private boolean done;

  private ShardWriter(ResourceId target, ResourceId staged) throws IOException {
    this.target = target;
    this.staged = staged;
    this.channel = FileSystems.create(staged, "application/vnd.apache.parquet");
    // Lists as the Parquet format defines them, which Hive reads; Avro's own are older.
    this.sink =
        ParquetIO.sink(SequenceParquet.SCHEMA)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withConfiguration(Map.of(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false"));
    sink.open(channel);
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
    sink.write(row);
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
    sink.flush();
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
