package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.DayFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Entries of a log into the files of its table by day: what a bundle holds becomes a file for each
 * day it has entries of. {@link ArchiveActions} makes a bundle last from one checkpoint to the
 * next, so offsets are committed when, and only when, the files before them are in place.
 *
 * <p>After a crash the last bundle is read again, and its entries can be in two files; readers drop
 * what they have seen. Names are unique on purpose: a name made of offsets would one day replace a
 * file that was written before the topic was created anew.
 *
 * @param <T> an entry of the log
 */
final class WriteArchive<T> extends PTransform<PCollection<T>, PDone> {
  private final DayFiles<T> files;
  private final int maxHeld;
  private final String hive;
  private final Duration registerEvery;

  /**
   * Writes to these files.
   *
   * @param maxHeld rows that are held at most; more make files before the bundle ends
   * @param hive JDBC address of Hive
   * @param registerEvery how soon Hive is told of a new day, and told again after it failed
   */
  WriteArchive(DayFiles<T> files, int maxHeld, String hive, Duration registerEvery) {
    this.files = requireNonNull(files, "files is null");
    this.maxHeld = maxHeld;
    this.hive = requireNonNull(hive, "hive is null");
    this.registerEvery = requireNonNull(registerEvery, "registerEvery is null");
  }

  @Override
  public PDone expand(PCollection<T> entries) {
    entries.apply("Write", ParDo.of(new Write<>(files, maxHeld, hive, registerEvery)));
    return PDone.in(entries.getPipeline());
  }

  static final class Write<T> extends DoFn<T, Void> {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Counter archived = Metrics.counter(WriteArchive.class, "rows_archived");
    private final Counter written = Metrics.counter(WriteArchive.class, "files_written");

    private final DayFiles<T> files;
    private final int maxHeld;
    private final String hive;
    private final Duration registerEvery;
    private transient PartitionRegistrar registrar;
    private transient Map<LocalDate, List<T>> held;
    private transient int heldRows;

    private Write(DayFiles<T> files, int maxHeld, String hive, Duration registerEvery) {
      this.files = files;
      this.maxHeld = maxHeld;
      this.hive = hive;
      this.registerEvery = registerEvery;
    }

    /** Hive may not know of all days yet: the process before may have died in between. */
    @Setup
    public void setup() throws IOException {
      registrar =
          new PartitionRegistrar(
              files.table(),
              PartitionRegistrar.Registration.overJdbc(hive, files.table()),
              registerEvery);
      registrar.add(files.days());
    }

    @StartBundle
    public void startBundle() {
      held = new TreeMap<>();
      heldRows = 0;
    }

    @ProcessElement
    public void process(@Element T entry) throws IOException {
      held.computeIfAbsent(files.day(entry), day -> new ArrayList<>()).add(entry);
      heldRows += files.rows(entry);
      if (heldRows >= maxHeld) {
        writeFiles();
      }
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      writeFiles();
    }

    @Teardown
    public void teardown() {
      if (registrar != null) {
        registrar.close();
        registrar = null;
      }
    }

    private void writeFiles() throws IOException {
      if (held.isEmpty()) {
        return;
      }
      String name = "live-" + TIME.format(Instant.now()) + "-" + UUID.randomUUID();
      for (Map.Entry<LocalDate, List<T>> day : held.entrySet()) {
        files.write(day.getKey(), name, day.getValue());
      }
      registrar.add(held.keySet());
      written.inc(held.size());
      archived.inc(heldRows);
      held.clear();
      heldRows = 0;
    }
  }
}
