package io.tidemark.pipelines.actionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * The actions of a range of days, each event once: {@code
 * ReadActions.of(options).from(LocalDate.of(2024, 1, 1)).before(asOf)}.
 *
 * <p>Reads the files of the table {@code actions} in the warehouse, which are listed when the
 * pipeline is built. Days without files are no error: they are named in the log and bring nothing.
 */
public final class ReadActions extends PTransform<PBegin, PCollection<Action>> {
  private static final long serialVersionUID = 1;

  private final Warehouse warehouse;
  private final DayRange range;

  private ReadActions(Warehouse warehouse, DayRange range) {
    this.warehouse = requireNonNull(warehouse, "warehouse is null");
    this.range = range;
  }

  /** All actions there are. */
  public static ReadActions of(StorageOptions options) {
    return of(Warehouse.of(options));
  }

  /** All actions there are. */
  public static ReadActions of(Warehouse warehouse) {
    return new ReadActions(warehouse, DayRange.ALL);
  }

  /** Only actions of that UTC day and later. */
  public ReadActions from(LocalDate day) {
    return new ReadActions(warehouse, range.from(day));
  }

  /** Only actions that occurred before an instant. */
  public ReadActions before(Instant instant) {
    return new ReadActions(warehouse, range.before(instant));
  }

  @Override
  public PCollection<Action> expand(PBegin begin) {
    List<String> files = range.files(new ActionFiles(warehouse));
    if (files.isEmpty()) {
      return begin.apply("NoFiles", Create.empty(ActionCoder.of()));
    }
    DayRange wanted = range;
    return begin
        .apply("Files", Create.of(files))
        .apply("SpreadFiles", Reshuffle.viaRandomKey())
        .apply("Match", FileIO.matchAll())
        .apply("Open", FileIO.readMatches())
        .apply(
            "Rows",
            ParquetIO.parseFilesGenericRecords(ActionParquet::fromRecord)
                .withCoder(ActionCoder.of()))
        .apply("InRange", Filter.by(action -> wanted.contains(action.occurredAt())))
        .apply("EachEventOnce", new OncePerEvent());
  }
}
