package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.Warehouse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The Parquet files of a table by day. A file is written under a hidden name (Hive and Beam's
 * readers pass over it) and renamed when it is whole, so nobody ever reads half a file; the caller
 * gives the name, so doing the same work again replaces the file and adds no row.
 *
 * @param <T> an entry of the log
 */
public class DayFiles<T> implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,150}");
  private static final Pattern DAY_FOLDER = Pattern.compile(".*/dt=(\\d{4}-\\d{2}-\\d{2})/[^/]+");
  private static final String SUFFIX = ".parquet";

  private final Warehouse warehouse;
  private final DayTable<T> table;

  /**
   * @param warehouse where the table lies
   */
  public DayFiles(Warehouse warehouse, DayTable<T> table) {
    this.warehouse = requireNonNull(warehouse, "warehouse is null");
    this.table = requireNonNull(table, "table is null");
  }

  /**
   * What {@link #write} wrote.
   *
   * @param oldest instant of an entry, ms since the epoch
   * @param newest instant of an entry, ms since the epoch
   */
  public record Written(LocalDate day, String path, long rows, long oldest, long newest)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** The table's name. */
  public String table() {
    return table.name();
  }

  /** Matches every finished file of the table. */
  public String glob() {
    return warehouse.partition(table.name(), HiveSchema.DAY, "*") + "/*" + SUFFIX;
  }

  /** Every finished file of the table, none if it has no folder yet. */
  public List<MatchResult.Metadata> match() throws IOException {
    return match(glob());
  }

  /** The days that have a finished file. */
  public Set<LocalDate> days() throws IOException {
    Set<LocalDate> days = new TreeSet<>();
    for (MatchResult.Metadata file : match()) {
      day(file.resourceId().toString()).ifPresent(days::add);
    }
    return days;
  }

  /**
   * The path of a file.
   *
   * @param name without a suffix: letters, digits, {@code . _ -}
   */
  public String path(LocalDate day, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot name a file of %s: letters, digits, . _ - only"
              .formatted(name, table.name()));
    }
    return folder(day) + "/" + name + SUFFIX;
  }

  /** The UTC day an entry belongs to, however late it arrives. */
  public LocalDate day(T entry) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(table.instant(entry)), ZoneOffset.UTC);
  }

  /** How many rows of the table an entry is. */
  public int rows(T entry) {
    return table.count(entry);
  }

  /** The day that a file's path names, empty if it is no file of a day. */
  static Optional<LocalDate> day(String path) {
    Matcher matcher = DAY_FOLDER.matcher(path);
    return matcher.matches() ? Optional.of(LocalDate.parse(matcher.group(1))) : Optional.empty();
  }

  /** Whether a day has a finished file. */
  public boolean exist(LocalDate day) throws IOException {
    return !match(folder(day) + "/*" + SUFFIX).isEmpty();
  }

  /**
   * Writes one day's file, replacing the one of the same name. The day's partition still has to be
   * registered with Hive: {@link DayPartitions}.
   *
   * @param entries read once, in order; all must be of that day
   */
  public Written write(LocalDate day, String name, Iterable<T> entries) throws IOException {
    String path = path(day, name);
    ResourceId target = FileSystems.matchNewResource(path, false);
    ResourceId staged =
        FileSystems.matchNewResource(folder(day) + "/." + name + "-" + UUID.randomUUID(), false);
    boolean done = false;
    try {
      Written written = writeRows(staged, day, path, entries.iterator());
      FileSystems.rename(List.of(staged), List.of(target));
      done = true;
      return written;
    } finally {
      if (!done) {
        FileSystems.delete(List.of(staged), MoveOptions.StandardMoveOptions.IGNORE_MISSING_FILES);
      }
    }
  }

  private String folder(LocalDate day) {
    return warehouse.partition(table.name(), HiveSchema.DAY, day.toString());
  }

  private static List<MatchResult.Metadata> match(String glob) throws IOException {
    try {
      return FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata();
    } catch (FileNotFoundException absent) {
      return List.of();
    }
  }

  private Written writeRows(ResourceId staged, LocalDate day, String path, Iterator<T> entries)
      throws IOException {
    long rows = 0;
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    try (WritableByteChannel channel =
        FileSystems.create(staged, "application/vnd.apache.parquet")) {
      ParquetIO.Sink sink =
          ParquetIO.sink(table.schema()).withCompressionCodec(CompressionCodecName.SNAPPY);
      sink.open(channel);
      while (entries.hasNext()) {
        T entry = entries.next();
        if (!day(entry).equals(day)) {
          throw new IllegalArgumentException(
              "%s is of %s, not of %s".formatted(table.describe(entry), day(entry), day));
        }
        for (GenericRecord row : table.rows(entry)) {
          sink.write(row);
          rows++;
        }
        oldest = Math.min(oldest, table.instant(entry));
        newest = Math.max(newest, table.instant(entry));
      }
      sink.flush();
    }
    return new Written(day, path, rows, oldest, newest);
  }
}
