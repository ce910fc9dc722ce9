package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The Parquet files of the table {@code actions}. A file is written under a hidden name (Hive and
 * Beam's readers pass over it) and renamed when it is whole, so nobody ever reads half a file; the
 * caller gives the name, so doing the same work again replaces the file and adds no row.
 *
 * @param warehouse where the table lies
 */
public record ActionFiles(Warehouse warehouse) implements Serializable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,150}");
  private static final Pattern DAY_FOLDER = Pattern.compile(".*/dt=(\\d{4}-\\d{2}-\\d{2})/[^/]+");
  private static final String SUFFIX = ".parquet";

  public ActionFiles {
    requireNonNull(warehouse, "warehouse is null");
  }

  /**
   * What {@link #write} wrote.
   *
   * @param oldest instant of an action, ms since the epoch
   * @param newest instant of an action, ms since the epoch
   */
  public record Written(LocalDate day, String path, long rows, long oldest, long newest)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** Matches every finished file of the table. */
  public String glob() {
    return warehouse.partition(HiveSchema.ACTIONS, HiveSchema.DAY, "*") + "/*" + SUFFIX;
  }

  /**
   * The path of a file.
   *
   * @param name without a suffix: letters, digits, {@code . _ -}
   */
  public String path(LocalDate day, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name a file of actions: letters, digits, . _ - only");
    }
    return folder(day) + "/" + name + SUFFIX;
  }

  /** The day that a file's path names, empty if it is no file of a day. */
  static Optional<LocalDate> day(String path) {
    Matcher matcher = DAY_FOLDER.matcher(path);
    return matcher.matches() ? Optional.of(LocalDate.parse(matcher.group(1))) : Optional.empty();
  }

  /** Whether a day has a finished file. */
  public boolean exist(LocalDate day) throws IOException {
    try {
      return !FileSystems.match(folder(day) + "/*" + SUFFIX, EmptyMatchTreatment.ALLOW)
          .metadata()
          .isEmpty();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Writes one day's file, replacing the one of the same name. The day's partition still has to be
   * registered with Hive: {@link ActionPartitions}.
   *
   * @param actions read once, in order; all must have occurred on that day
   */
  public Written write(LocalDate day, String name, Iterable<Action> actions) throws IOException {
    String path = path(day, name);
    ResourceId target = FileSystems.matchNewResource(path, false);
    ResourceId staged =
        FileSystems.matchNewResource(folder(day) + "/." + name + "-" + UUID.randomUUID(), false);
    boolean done = false;
    try {
      Written written = writeRows(staged, day, path, actions.iterator());
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
    return warehouse.partition(HiveSchema.ACTIONS, HiveSchema.DAY, day.toString());
  }

  private static Written writeRows(
      ResourceId staged, LocalDate day, String path, Iterator<Action> actions) throws IOException {
    long rows = 0;
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    try (WritableByteChannel channel =
        FileSystems.create(staged, "application/vnd.apache.parquet")) {
      ParquetIO.Sink sink =
          ParquetIO.sink(ActionParquet.SCHEMA).withCompressionCodec(CompressionCodecName.SNAPPY);
      sink.open(channel);
      while (actions.hasNext()) {
        Action action = actions.next();
        if (!ActionParquet.day(action).equals(day)) {
          throw new IllegalArgumentException(
              "event %s occurred on %s, not on %s"
                  .formatted(action.eventId(), ActionParquet.day(action), day));
        }
        sink.write(ActionParquet.toRecord(action));
        rows++;
        oldest = Math.min(oldest, action.occurredAt());
        newest = Math.max(newest, action.occurredAt());
      }
      sink.flush();
    }
    return new Written(day, path, rows, oldest, newest);
  }
}
