package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * Where snapshots lie. A day's files are in its partition; the records are beside the partitions,
 * under a name that Hive passes over, and stay when a snapshot is removed: a release is remembered
 * by what it saw.
 *
 * @param warehouse where the table lies
 */
record SnapshotFiles(Warehouse warehouse) implements Serializable {
  private static final Pattern DAY_FOLDER = Pattern.compile(".*/dt=(\\d{4}-\\d{2}-\\d{2})/[^/]+");

  private static final Pattern RECORD = Pattern.compile(".*/((\\d{4}-\\d{2}-\\d{2})-[^/]+)\\.json");

  SnapshotFiles {
    requireNonNull(warehouse, "warehouse is null");
  }

  /** A file of one shard. The build is in its name: the same work again replaces it. */
  String run(LocalDate day, String build, int shard, int shards, int run) {
    return "%s/%s-%05d-of-%05d-%d.parquet".formatted(folder(day), build, shard, shards, run);
  }

  private String folder(LocalDate day) {
    return warehouse.partition(HiveSchema.USER_SEQUENCES, HiveSchema.DAY, day.toString());
  }

  private String record(String name) {
    return warehouse.table(HiveSchema.USER_SEQUENCES) + "/_snapshots/" + name + ".json";
  }

  /** Writes a snapshot's record, after its files; from then on it counts. */
  void write(Snapshot snapshot) throws IOException {
    ResourceId target = FileSystems.matchNewResource(record(snapshot.name()), false);
    ResourceId staged = FileSystems.matchNewResource(record("." + snapshot.name()), false);
    try (OutputStream out =
        Channels.newOutputStream(FileSystems.create(staged, MimeTypes.BINARY))) {
      out.write(snapshot.toJson().getBytes(StandardCharsets.UTF_8));
    }
    FileSystems.rename(List.of(staged), List.of(target));
  }

  /** The record of a snapshot by its {@link Snapshot#name}, its files being there or not. */
  Optional<Snapshot> read(String name) throws IOException {
    try (InputStream in =
        Channels.newInputStream(
            FileSystems.open(FileSystems.matchNewResource(record(name), false)))) {
      return Optional.of(Snapshot.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  /** The records of all snapshots whose files are there. */
  List<Snapshot> complete() throws IOException {
    SortedMap<LocalDate, List<String>> present = present();
    if (present.isEmpty()) {
      return List.of();
    }
    Set<String> files = new HashSet<>();
    present.values().forEach(files::addAll);
    List<Snapshot> complete = new ArrayList<>();
    for (String record : match(record("*"))) {
      Matcher name = RECORD.matcher(record);
      // A snapshot has no file older than the oldest that is there, and the day is not before it.
      if (name.matches() && !LocalDate.parse(name.group(2)).isBefore(present.firstKey())) {
        read(name.group(1))
            .filter(snapshot -> files.containsAll(snapshot.files()))
            .ifPresent(complete::add);
      }
    }
    return complete;
  }

  /** The files of each day that has any. */
  SortedMap<LocalDate, List<String>> present() throws IOException {
    SortedMap<LocalDate, List<String>> days = new TreeMap<>();
    String all = warehouse.partition(HiveSchema.USER_SEQUENCES, HiveSchema.DAY, "*") + "/*.parquet";
    for (String file : match(all)) {
      Matcher matcher = DAY_FOLDER.matcher(file);
      if (matcher.matches()) {
        days.computeIfAbsent(LocalDate.parse(matcher.group(1)), day -> new ArrayList<>()).add(file);
      }
    }
    return days;
  }

  static void delete(List<String> files) throws IOException {
    FileSystems.delete(
        files.stream().map(file -> FileSystems.matchNewResource(file, false)).toList(),
        StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private static List<String> match(String pattern) throws IOException {
    try {
      MatchResult found = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
      return found.metadata().stream().map(file -> file.resourceId().toString()).toList();
    } catch (FileNotFoundException absent) {
      return List.of();
    }
  }
}
