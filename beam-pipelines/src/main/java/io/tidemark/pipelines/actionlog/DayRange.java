package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which part of a log is meant.
 *
 * @param first the first UTC day, null for the beginning
 * @param end the instant before which it ends, null for now and later
 */
public record DayRange(LocalDate first, Instant end) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(DayRange.class);
  private static final int DAYS_NAMED = 10;

  /** All of it. */
  public static final DayRange ALL = new DayRange(null, null);

  /** Only that UTC day and later. */
  public DayRange from(LocalDate day) {
    return new DayRange(requireNonNull(day, "day is null"), end);
  }

  /** Only what happened before an instant. */
  public DayRange before(Instant instant) {
    return new DayRange(first, requireNonNull(instant, "instant is null"));
  }

  /** Whether an instant, in milliseconds since the epoch, lies in it. */
  public boolean contains(long millis) {
    return (first == null || millis >= startOf(first).toEpochMilli())
        && (end == null || millis < end.toEpochMilli());
  }

  /**
   * The paths of a table's files that have a part of the range, as they are now. Days without files
   * are no error: they are named in the log.
   */
  public List<String> files(DayFiles<?> table) {
    List<MatchResult.Metadata> found;
    try {
      found = table.match();
    } catch (IOException e) {
      throw new UncheckedIOException("listing the files failed: " + table.glob(), e);
    }
    TreeSet<LocalDate> days = new TreeSet<>();
    long bytes = 0;
    List<String> files = new ArrayList<>();
    for (MatchResult.Metadata file : found) {
      String path = file.resourceId().toString();
      Optional<LocalDate> day = DayFiles.day(path);
      if (day.isPresent() && hasPartOf(day.get())) {
        days.add(day.get());
        files.add(path);
        bytes += file.sizeBytes();
      }
    }
    report(table, days, files.size(), bytes);
    return files.stream().sorted().toList();
  }

  private boolean hasPartOf(LocalDate day) {
    return (first == null || !day.isBefore(first)) && (end == null || startOf(day).isBefore(end));
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private void report(DayFiles<?> table, TreeSet<LocalDate> days, int files, long bytes) {
    if (days.isEmpty()) {
      log.warn("There are no {} {}: no file matches {}", table.table(), this, table.glob());
      return;
    }
    List<LocalDate> missing =
        days.first().datesUntil(days.last()).filter(day -> !days.contains(day)).toList();
    log.info(
        "Reading {} {}: {} days, {} .. {}, {} files, {} KiB{}",
        table.table(),
        this,
        days.size(),
        days.first(),
        days.last(),
        files,
        bytes / 1024,
        missing.isEmpty() ? "" : "; without files: " + named(missing));
  }

  private static String named(List<LocalDate> days) {
    String some =
        days.stream().limit(DAYS_NAMED).map(LocalDate::toString).collect(Collectors.joining(", "));
    return days.size() <= DAYS_NAMED
        ? some
        : some + " and %d more".formatted(days.size() - DAYS_NAMED);
  }

  @Override
  public String toString() {
    return "from %s before %s"
        .formatted(first == null ? "the beginning" : first, end == null ? "now and later" : end);
  }
}
