package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * The imports that a warehouse holds, a small JSON file each in {@code <warehouse>/_imports/}: what
 * makes a second import of the same file change nothing.
 */
final class ImportLedger {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String folder;

  ImportLedger(Warehouse warehouse) {
    this.folder = warehouse.table("_imports");
  }

  /** What to do about a plan, given what was imported before. */
  sealed interface Decision {
    /** All of it is there already. */
    record Nothing(ImportRecord existing) implements Decision {}

    /** Import; what earlier imports made of the same rows goes. */
    record Import(List<ImportRecord> replaced) implements Decision {}
  }

  /**
   * Decides by the imports of the same text: one that made the same actions and covers the plan's
   * range leaves nothing to do; one of another shift, descriptor or a range within the plan's is
   * replaced; one of another range stays beside it.
   *
   * @throws JobFailedException if the range overlaps another's in part
   */
  Decision decide(ImportPlan plan) {
    List<ImportRecord> replaced = new ArrayList<>();
    for (ImportRecord existing : all()) {
      if (!existing.isOfContent(plan)) {
        continue;
      }
      if (!existing.isAlike(plan)) {
        replaced.add(existing);
      } else if (existing.covers(plan) && filesExist(existing)) {
        return new Decision.Nothing(existing);
      } else if (existing.isCoveredBy(plan)) {
        replaced.add(existing);
      } else if (existing.overlaps(plan)) {
        throw new JobFailedException(
            "this file was imported before from %s until %s, which overlaps the range asked for in part: import it whole (without --from and --until), or a range that does not overlap"
                .formatted(text(existing.from()), text(existing.until())));
      }
    }
    return new Decision.Import(replaced);
  }

  /** All imports. */
  List<ImportRecord> all() {
    List<ImportRecord> records = new ArrayList<>();
    for (MatchResult.Metadata file : match(folder + "/*.json")) {
      records.add(read(file.resourceId()));
    }
    return records;
  }

  void write(ImportRecord record) throws IOException {
    ResourceId staged = resource(folder + "/." + record.name());
    try (WritableByteChannel channel = FileSystems.create(staged, "application/json")) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(record));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    FileSystems.rename(List.of(staged), List.of(resource(path(record.name()))));
  }

  /** Takes an import's entry away, and those of its files that no other import has. */
  void forget(ImportRecord record, Collection<String> keptFiles) throws IOException {
    delete(record.files().keySet().stream().filter(file -> !keptFiles.contains(file)).toList());
    delete(List.of(path(record.name())));
  }

  private boolean filesExist(ImportRecord record) {
    return record.files().keySet().stream().allMatch(file -> !match(file).isEmpty());
  }

  private String path(String name) {
    return folder + "/" + name + ".json";
  }

  private static ImportRecord read(ResourceId file) {
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return JSON.readValue(in, ImportRecord.class);
    } catch (IOException e) {
      throw new JobFailedException(
          "cannot read %s, the record of an import: %s. Delete it to import that file anew."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static void delete(List<String> paths) throws IOException {
    if (!paths.isEmpty()) {
      FileSystems.delete(
          paths.stream().map(ImportLedger::resource).toList(),
          MoveOptions.StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  private static List<MatchResult.Metadata> match(String spec) {
    try {
      return FileSystems.match(spec, EmptyMatchTreatment.ALLOW).metadata();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new JobFailedException("cannot list " + spec + ": " + e.getMessage(), e);
    }
  }

  private static ResourceId resource(String path) {
    return FileSystems.matchNewResource(path, false);
  }

  private static String text(Long instant) {
    return instant == null ? "the beginning/end" : Instant.ofEpochMilli(instant).toString();
  }
}
