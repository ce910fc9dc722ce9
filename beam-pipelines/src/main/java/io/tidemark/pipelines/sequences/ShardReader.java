package io.tidemark.pipelines.sequences;

import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** The rows of one file of a shard, one after the other. */
public final class ShardReader implements Closeable {
  /** Read once a process: a file of a day's few users takes less time than Hadoop's settings. */
  private static final Configuration HADOOP = new Configuration();

  static {
    AvroReadSupport.setAvroReadSchema(HADOOP, SequenceParquet.SCHEMA);
  }

  private final ParquetReader<GenericRecord> rows;

  private ShardReader(ParquetReader<GenericRecord> rows) {
    this.rows = rows;
  }

  /** All rows; the caller closes it. */
  public static ShardReader open(String file) throws IOException {
    return open(file, FilterCompat.NOOP);
  }

  /**
   * Only users with an action at or after an instant (ms). Pages and row groups without any are
   * passed over undecoded.
   */
  static ShardReader openActiveSince(String file, long since) throws IOException {
    return open(
        file,
        FilterCompat.get(FilterApi.gtEq(FilterApi.longColumn(SequenceParquet.NEWEST_AT), since)));
  }

  /** Some users, as far as they are there. */
  static ShardReader openUsers(String file, OneOfUsers users) throws IOException {
    return open(
        file,
        FilterCompat.get(
            FilterApi.userDefined(FilterApi.binaryColumn(SequenceParquet.USER_ID), users)));
  }

  private static ShardReader open(String file, FilterCompat.Filter filter) throws IOException {
    return new ShardReader(
        AvroParquetReader.<GenericRecord>builder(HadoopInputFile.fromPath(new Path(file), HADOOP))
            .withConf(HADOOP)
            .withFilter(filter)
            .build());
  }

  /** The next row, or null after the last. */
  public GenericRecord next() throws IOException {
    return rows.read();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
