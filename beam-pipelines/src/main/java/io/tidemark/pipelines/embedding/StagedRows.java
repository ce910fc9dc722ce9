package io.tidemark.pipelines.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * An Avro file of rows that wait for the gate's verdict: nothing of a run is in HBase before the
 * whole of it has been judged. The file has its name once it is whole.
 *
 * @param <T> the row
 */
final class StagedRows<T> implements AutoCloseable {
  private static final Schema SCHEMA =
      SchemaBuilder.record("user_row")
          .namespace("io.tidemark")
          .fields()
          .requiredString("user_id")
          .requiredLong("as_of")
          .requiredBytes("row")
          .endRecord();

  private final UserRows<T> kind;
  private final ResourceId target;
  private final ResourceId staged;
  private final DataFileWriter<GenericRecord> rows;

  private StagedRows(UserRows<T> kind, ResourceId target, ResourceId staged) throws IOException {
    this.kind = kind;
    this.target = target;
    this.staged = staged;
    this.rows = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));
    rows.create(SCHEMA, Channels.newOutputStream(FileSystems.create(staged, MimeTypes.BINARY)));
  }

  /**
   * A new file.
   *
   * @param kind of rows
   * @param prefix of its path; the rest is random
   */
  static <T> StagedRows<T> create(UserRows<T> kind, String prefix) throws IOException {
    String name = UUID.randomUUID() + ".avro";
    int slash = prefix.lastIndexOf('/');
    return new StagedRows<>(
        kind,
        FileSystems.matchNewResource(prefix + "-" + name, false),
        FileSystems.matchNewResource(
            prefix.substring(0, slash) + "/." + prefix.substring(slash + 1) + "-" + name, false));
  }

  void write(T row) throws IOException {
    GenericRecord written = new GenericData.Record(SCHEMA);
    written.put(0, kind.userId(row));
    written.put(1, kind.asOf(row).toEpochMilli());
    written.put(2, kind.encode(row));
    rows.append(written);
  }

  /** Ends the file and gives it its name. */
  @Override
  public void close() throws IOException {
    rows.close();
    FileSystems.rename(List.of(staged), List.of(target));
  }

  /** Hands on every row of a file. */
  static <T> void read(UserRows<T> kind, String file, Consumer<T> rows) {
    try (DataFileStream<GenericRecord> written =
        new DataFileStream<>(
            Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false))),
            new GenericDatumReader<>(SCHEMA))) {
      for (GenericRecord row : written) {
        rows.accept(
            kind.decode(
                row.get(0).toString(),
                Instant.ofEpochMilli((Long) row.get(1)),
                (ByteBuffer) row.get(2)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rows in " + file, e);
    }
  }
}
