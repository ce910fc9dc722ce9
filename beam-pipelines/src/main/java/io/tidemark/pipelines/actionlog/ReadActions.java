package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actions of a range of days, each event once: {@code
 * ReadActions.of(options).from(LocalDate.of(2024, 1, 1)).before(asOf)}.
 *
 * <p>Reads the files of the table {@code actions} in the warehouse, which are listed when the
 * pipeline is built. Days without files are no error: they are named in the log and bring nothing.
 */
public final class ReadActions extends PTransform<PBegin, PCollection<Action>> {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(ReadActions.class);
  private static final int DAYS_NAMED = 10;

  private final Warehouse warehouse;
  private final Optional<LocalDate> from;
  private final Optional<Instant> before;

  private ReadActions(Warehouse warehouse, Optional<LocalDate> from, Optional<Instant> before) {
    this.warehouse = warehouse;
    this.from = from;
    this.before = before;
  }

  /** All actions there are. */
  public static ReadActions of(StorageOptions options) {
    return of(Warehouse.of(options));
  }

  /** All actions there are. */
  public static ReadActions of(Warehouse warehouse) {
    return new ReadActions(
        requireNonNull(warehouse, "warehouse is null"), Optional.empty(), Optional.empty());
  }

  /** Only actions of that UTC day and later. */
  public ReadActions from(LocalDate day) {
    return new ReadActions(warehouse, Optional.of(day), before);
  }

  /** Only actions that occurred before an instant. */
  public ReadActions before(Instant instant) {
    return new ReadActions(warehouse, from, Optional.of(instant));
  }

  @Override
  public PCollection<Action> expand(PBegin begin) {
    List<String> files = files();
    if (files.isEmpty()) {
      return begin.apply("NoFiles", Create.empty(ActionCoder.of()));
    }
    long firstMillis =
        from.map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
            .orElse(Long.MIN_VALUE);
    long endMillis = before.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    return begin
        .apply("Files", Create.of(files))
        .apply("SpreadFiles", Reshuffle.viaRandomKey())
        .apply("Match", FileIO.matchAll())
        .apply("Open", FileIO.readMatches())
        .apply(
            "Rows",
            ParquetIO.parseFilesGenericRecords(ActionParquet::fromRecord)
                .withCoder(ActionCoder.of()))
        .apply(
            "InRange",
            Filter.by(
                action -> action.occurredAt() >= firstMillis && action.occurredAt() < endMillis))
        .apply("EachEventOnce", new OncePerEvent());
  }

  /** The files of the range, listed now. */
  private List<String> files() {
    String glob = new ActionFiles(warehouse).glob();
    List<MatchResult.Metadata> found;
    try {
      found = FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata();
    } catch (java.io.FileNotFoundException e) {
      found = List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("listing the files of the actions failed: " + glob, e);
    }
    TreeSet<LocalDate> days = new TreeSet<>();
    long bytes = 0;
    List<String> files = new java.util.ArrayList<>();
    for (MatchResult.Metadata file : found) {
      String path = file.resourceId().toString();
      Optional<LocalDate> day = ActionFiles.day(path);
      if (day.isPresent() && inRange(day.get())) {
        days.add(day.get());
        files.add(path);
        bytes += file.sizeBytes();
      }
    }
    logRange(glob, days, files.size(), bytes);
    return files.stream().sorted().toList();
  }

  private boolean inRange(LocalDate day) {
    return from.map(first -> !day.isBefore(first)).orElse(true)
        && before
            .map(end -> day.atStartOfDay(ZoneOffset.UTC).toInstant().isBefore(end))
            .orElse(true);
  }

  private void logRange(String glob, TreeSet<LocalDate> days, int files, long bytes) {
    String range =
        "from %s before %s"
            .formatted(
                from.map(LocalDate::toString).orElse("the beginning"),
                before.map(Instant::toString).orElse("now and later"));
    if (days.isEmpty()) {
      log.warn("There are no actions {}: no file matches {}", range, glob);
      return;
    }
    List<LocalDate> missing =
        days.first().datesUntil(days.last()).filter(day -> !days.contains(day)).toList();
    log.info(
        "Reading actions {}: {} days, {} .. {}, {} files, {} KiB{}",
        range,
        days.size(),
        days.first(),
        days.last(),
        files,
        bytes / 1024,
        missing.isEmpty() ? "" : "; without files: " + named(missing));
  }

  private static String named(List<LocalDate> days) {
    String first =
        days.stream().limit(DAYS_NAMED).map(LocalDate::toString).collect(Collectors.joining(", "));
    return days.size() <= DAYS_NAMED
        ? first
        : first + " and %d more".formatted(days.size() - DAYS_NAMED);
  }
}
