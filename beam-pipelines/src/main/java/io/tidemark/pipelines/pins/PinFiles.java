package io.tidemark.pipelines.pins;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.HiveParquet;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Pin;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * The files of the Hive table {@code pins}, one a release. A file has a hidden name outside every
 * partition until it is checked, so that neither Hive nor a trainer ever sees half a release.
 *
 * @param warehouse where the table lies
 */
record PinFiles(Warehouse warehouse) implements Serializable {
  PinFiles {
    requireNonNull(warehouse, "warehouse is null");
  }

  /** A new hidden file of the table, for one run. */
  String staged() {
    return warehouse.table(HiveSchema.PINS) + "/.building-" + UUID.randomUUID();
  }

  /** The file of a release. */
  String released(String version) {
    return warehouse.partition(HiveSchema.PINS, "release", version) + "/pins.parquet";
  }

  /** Writes a file, or writes it anew. */
  static void write(String file, List<BuiltPin> pins) throws IOException {
    try (WritableByteChannel channel =
        FileSystems.create(resource(file), "application/vnd.apache.parquet")) {
      ParquetIO.Sink sink = HiveParquet.sink(PinParquet.SCHEMA);
      sink.open(channel);
      for (BuiltPin pin : pins) {
        sink.write(PinParquet.toRecord(pin));
      }
      sink.flush();
    }
  }

  /**
   * All pins of a file.
   *
   * @throws JobFailedException if there is no such file
   */
  static List<Pin> read(String file) {
    Configuration configuration = new Configuration();
    AvroReadSupport.setAvroReadSchema(configuration, PinParquet.SCHEMA);
    List<Pin> pins = new ArrayList<>();
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(
                HadoopInputFile.fromPath(new Path(file), configuration))
            .withConf(configuration)
            .build()) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        pins.add(PinParquet.toPin(row));
      }
      return pins;
    } catch (FileNotFoundException e) {
      throw new JobFailedException("there is no file of pin vectors " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pin vectors in " + file, e);
    }
  }

  static boolean exists(String file) throws IOException {
    return !FileSystems.match(file, EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }

  /** Makes a staged file the release's; one that is there already has the same contents. */
  void release(String staged, String version) throws IOException {
    FileSystems.rename(List.of(resource(staged)), List.of(resource(released(version))));
  }

  /** Deletes a staged file, if it is there. */
  static void discard(String staged) throws IOException {
    FileSystems.delete(List.of(resource(staged)), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private static ResourceId resource(String file) {
    return FileSystems.matchNewResource(file, false);
  }
}
