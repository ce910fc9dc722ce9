package io.tidemark.pipelines.pinnersage;

import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfileCodec;
import io.tidemark.store.VectorType;
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
 * An Avro file of profiles that wait for the gate's verdict: nothing of a run is in HBase before
 * the whole of it has been judged. The file has its name once it is whole.
 */
final class ProfileFile implements AutoCloseable {
  private static final Schema SCHEMA =
      SchemaBuilder.record("profile")
          .namespace("io.tidemark")
          .fields()
          .requiredString("user_id")
          .requiredLong("as_of")
          .requiredBytes("interests")
          .endRecord();

  private final ResourceId target;
  private final ResourceId staged;
  private final DataFileWriter<GenericRecord> rows;

  private ProfileFile(ResourceId target, ResourceId staged) throws IOException {
    this.target = target;
    this.staged = staged;
    this.rows = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));
    rows.create(SCHEMA, Channels.newOutputStream(FileSystems.create(staged, MimeTypes.BINARY)));
  }

  /**
   * A new file.
   *
   * @param prefix of its path; the rest is random
   */
  static ProfileFile create(String prefix) throws IOException {
    String name = UUID.randomUUID() + ".avro";
    int slash = prefix.lastIndexOf('/');
    return new ProfileFile(
        FileSystems.matchNewResource(prefix + "-" + name, false),
        FileSystems.matchNewResource(
            prefix.substring(0, slash) + "/." + prefix.substring(slash + 1) + "-" + name, false));
  }

  void write(InterestProfile profile) throws IOException {
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put(0, profile.userId());
    row.put(1, profile.asOf().toEpochMilli());
    row.put(2, ByteBuffer.wrap(InterestProfileCodec.encode(VectorType.FP32, profile.interests())));
    rows.append(row);
  }

  /** Ends the file and gives it its name. */
  @Override
  public void close() throws IOException {
    rows.close();
    FileSystems.rename(List.of(staged), List.of(target));
  }

  /** Hands on every profile of a file. */
  static void read(String file, Consumer<InterestProfile> profiles) {
    try (DataFileStream<GenericRecord> rows =
        new DataFileStream<>(
            Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false))),
            new GenericDatumReader<>(SCHEMA))) {
      for (GenericRecord row : rows) {
        profiles.accept(
            InterestProfileCodec.decode(
                row.get(0).toString(),
                Instant.ofEpochMilli((Long) row.get(1)),
                (ByteBuffer) row.get(2)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the profiles in " + file, e);
    }
  }
}
