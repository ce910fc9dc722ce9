package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.store.Action;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Actions into the files of Hive's table {@code actions}: what a bundle holds becomes a file for
 * each day it has actions of. {@link ArchiveActions} makes a bundle last from one checkpoint to the
 * next, so offsets are committed when, and only when, the files before them are in place.
 *
 * <p>After a crash the last bundle is read again, and its actions can be in two files; readers drop
 * repeated event ids. Names are unique on purpose: a name made of offsets would one day replace a
 * file that was written before the topic was created anew.
 */
final class WriteArchive extends PTransform<PCollection<LiveEvent>, PDone> {
  private static final Pattern DAY_FOLDER =
      Pattern.compile("/" + HiveSchema.DAY + "=(\\d{4}-\\d{2}-\\d{2})/");

  private final ActionFiles files;
  private final String hive;
  private final Duration registerEvery;

  /**
   * Writes to these files.
   *
   * @param hive JDBC address of Hive
   * @param registerEvery how soon Hive is told of a new day, and told again after it failed
   */
  WriteArchive(ActionFiles files, String hive, Duration registerEvery) {
    this.files = requireNonNull(files, "files is null");
    this.hive = requireNonNull(hive, "hive is null");
    this.registerEvery = requireNonNull(registerEvery, "registerEvery is null");
  }

  @Override
  public PDone expand(PCollection<LiveEvent> events) {
    events.apply("Write", ParDo.of(new Write(files, hive, registerEvery)));
    return PDone.in(events.getPipeline());
  }

  static final class Write extends DoFn<LiveEvent, Void> {
    /** What is held at most, some 25 MB; more make files before the bundle ends. */
    private static final int MAX_HELD = 50_000;

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Counter archived = Metrics.counter(WriteArchive.class, "actions_archived");
    private final Counter written = Metrics.counter(WriteArchive.class, "files_written");

    private final ActionFiles files;
    private final String hive;
    private final Duration registerEvery;
    private transient PartitionRegistrar registrar;
    private transient Map<LocalDate, List<Action>> held;
    private transient int heldActions;

    private Write(ActionFiles files, String hive, Duration registerEvery) {
      this.files = files;
      this.hive = hive;
      this.registerEvery = registerEvery;
    }

    /** Hive may not know of all days yet: the process before may have died in between. */
    @Setup
    public void setup() throws IOException {
      registrar =
          new PartitionRegistrar(PartitionRegistrar.Registration.overJdbc(hive), registerEvery);
      registrar.add(daysWithFiles(files));
    }

    @StartBundle
    public void startBundle() {
      held = new TreeMap<>();
      heldActions = 0;
    }

    @ProcessElement
    public void process(@Element LiveEvent event) throws IOException {
      if (event instanceof LiveEvent.Recorded recorded) {
        Action action = recorded.action();
        held.computeIfAbsent(ActionParquet.day(action), day -> new ArrayList<>()).add(action);
        heldActions++;
        if (heldActions >= MAX_HELD) {
          writeFiles();
        }
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
      for (Map.Entry<LocalDate, List<Action>> day : held.entrySet()) {
        files.write(day.getKey(), name, day.getValue());
      }
      registrar.add(held.keySet());
      written.inc(held.size());
      archived.inc(heldActions);
      held.clear();
      heldActions = 0;
    }
  }

  private static Set<LocalDate> daysWithFiles(ActionFiles files) throws IOException {
    Set<LocalDate> days = new TreeSet<>();
    for (MatchResult.Metadata file : found(files)) {
      Matcher day = DAY_FOLDER.matcher(file.resourceId().toString());
      if (day.find()) {
        days.add(LocalDate.parse(day.group(1)));
      }
    }
    return days;
  }

  private static List<MatchResult.Metadata> found(ActionFiles files) throws IOException {
    try {
      return FileSystems.match(files.glob(), EmptyMatchTreatment.ALLOW).metadata();
    } catch (FileNotFoundException e) {
      // A local folder that does not exist yet.
      return List.of();
    }
  }
}
