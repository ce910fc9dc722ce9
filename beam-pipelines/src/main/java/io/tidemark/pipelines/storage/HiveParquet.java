package io.tidemark.pipelines.storage;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet files with lists in them, as Hive reads them. */
public final class HiveParquet {
  private HiveParquet() {}

  /** Compressed by Snappy; with lists as the Parquet format defines them: Avro's own are older. */
  public static ParquetIO.Sink sink(Schema schema) {
    return ParquetIO.sink(schema)
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .withConfiguration(Map.of(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false"));
  }
}
