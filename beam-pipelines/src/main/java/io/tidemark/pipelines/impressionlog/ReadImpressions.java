package io.tidemark.pipelines.impressionlog;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.DayRange;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Impression;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * What was served in a range of days, each pin of a request once: {@code
 * ReadImpressions.of(options).from(LocalDate.of(2024, 1, 1)).before(asOf)}.
 *
 * <p>Reads the files of the table {@code impressions} in the warehouse, which are listed when the
 * pipeline is built. Days without files are no error: they are named in the log and bring nothing.
 * The stream that writes them may write a ranking twice; repeats are dropped here.
 */
public final class ReadImpressions extends PTransform<PBegin, PCollection<Impression>> {
  private static final long serialVersionUID = 1;

  private final Warehouse warehouse;
  private final DayRange range;

  private ReadImpressions(Warehouse warehouse, DayRange range) {
    this.warehouse = requireNonNull(warehouse, "warehouse is null");
    this.range = range;
  }

  /** All impressions there are. */
  public static ReadImpressions of(StorageOptions options) {
    return of(Warehouse.of(options));
  }

  /** All impressions there are. */
  public static ReadImpressions of(Warehouse warehouse) {
    return new ReadImpressions(warehouse, DayRange.ALL);
  }

  /** Only those shown on that UTC day and later. */
  public ReadImpressions from(LocalDate day) {
    return new ReadImpressions(warehouse, range.from(day));
  }

  /** Only those shown before an instant. */
  public ReadImpressions before(Instant instant) {
    return new ReadImpressions(warehouse, range.before(instant));
  }

  @Override
  public PCollection<Impression> expand(PBegin begin) {
    List<String> files = range.files(new ImpressionFiles(warehouse));
    if (files.isEmpty()) {
      return begin.apply("NoFiles", Create.empty(ImpressionCoder.of()));
    }
    DayRange wanted = range;
    return begin
        .apply("Files", Create.of(files))
        .apply("SpreadFiles", Reshuffle.viaRandomKey())
        .apply("Match", FileIO.matchAll())
        .apply("Open", FileIO.readMatches())
        .apply(
            "Rows",
            ParquetIO.parseFilesGenericRecords(ImpressionParquet::fromRecord)
                .withCoder(ImpressionCoder.of()))
        .apply("InRange", Filter.by(shown -> wanted.contains(shown.request().shownAt())))
        .apply(
            "EachOnce",
            Distinct.withRepresentativeValueFn(ReadImpressions::key)
                .withRepresentativeType(TypeDescriptors.strings()))
        .setCoder(ImpressionCoder.of());
  }

  /** No id has a control character in it. */
  private static String key(Impression impression) {
    return impression.request().requestId() + "\n" + impression.pin().pinId();
  }
}
