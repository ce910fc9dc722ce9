package io.tidemark.pipelines.sequences;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.actionlog.HiveConnection;
import io.tidemark.pipelines.actionlog.HiveSchema;
import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.BuildTimelines;
import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the table {@code user_sequences} up to date: one snapshot a day, made of the day before's
 * and the day's own actions.
 *
 * <p>A snapshot goes on from the newest earlier one whose days of the log are still the files that
 * it was made of. A day that changed afterwards, by an action that came late or an import, so leads
 * to the last snapshot before that day, or to the whole log. Doing the same work again finds it
 * done.
 */
public final class UserSequences {
  private static final Logger log = LoggerFactory.getLogger(UserSequences.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SequencesOptions options;
  private final SnapshotFiles files;
  private final int depth;
  private final int shards;

  private UserSequences(SequencesOptions options, int depth, int shards) {
    this.options = options;
    this.files = new SnapshotFiles(Warehouse.of(options));
    this.depth = depth;
    this.shards = shards;
  }

  /**
   * The sequences in the options' warehouse.
   *
   * @param least actions of a user that the caller needs; more are kept if the options say so
   * @throws JobFailedException if a flag is out of range
   */
  public static UserSequences of(SequencesOptions options, int least) {
    if (options.getSequenceShards() < 1 || options.getSequenceShards() > 100_000) {
      throw new JobFailedException(
          "--sequenceShards is %d: give 1 to 100,000".formatted(options.getSequenceShards()));
    }
    if (options.getKeepSnapshots() < 1) {
      throw new JobFailedException(
          "--keepSnapshots is %d: at least 1 is kept".formatted(options.getKeepSnapshots()));
    }
    if (options.getSequenceDepth() < 1) {
      throw new JobFailedException(
          "--sequenceDepth is %d: give at least 1".formatted(options.getSequenceDepth()));
    }
    return new UserSequences(
        options, Math.max(least, options.getSequenceDepth()), options.getSequenceShards());
  }

  /**
   * The snapshot of everything before the end of a day, made if it is not there.
   *
   * @throws IOException if the warehouse cannot be read or written
   */
  public Snapshot upTo(LocalDate day) throws IOException {
    LogDays days = LogDays.list(files.warehouse()).before(day.plusDays(1));
    SnapshotPlan plan = SnapshotPlan.of(day, days, files.complete(), depth, shards);
    Snapshot snapshot;
    if (plan.isThere()) {
      snapshot = plan.base().orElseThrow();
      log.info("The snapshot of user_sequences up to {} is there: {}", day, plan.reason());
    } else {
      snapshot = make(plan, days);
      log.info(
          "Made the snapshot of user_sequences up to {} from {}, since {}: {} users, {} with new"
              + " actions, {} actions",
          day,
          snapshot.madeFrom(),
          snapshot.reason(),
          snapshot.users(),
          snapshot.changed(),
          snapshot.actions());
    }
    tidy(snapshot, LocalDate.parse(snapshot.day()));
    return snapshot;
  }

  /** The record of an earlier snapshot by its name; its files may be gone. */
  public Optional<Snapshot> record(String name) throws IOException {
    return files.read(name);
  }

  private Snapshot make(SnapshotPlan plan, LogDays days) throws IOException {
    ReadActions actions =
        ReadActions.of(options)
            .before(plan.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    if (plan.base().isPresent()) {
      actions = actions.from(LocalDate.parse(plan.base().get().day()).plusDays(1));
    }
    Snapshot snapshot =
        write(plan.day(), plan.base(), plan.reason(), days, new NewTimelines(actions, depth));
    files.write(snapshot);
    return snapshot;
  }

  /** The timelines of the actions that a snapshot adds. */
  private static final class NewTimelines extends PTransform<PBegin, PCollection<Timeline>> {
    private static final long serialVersionUID = 1;

    private final ReadActions actions;
    private final int depth;

    NewTimelines(ReadActions actions, int depth) {
      this.actions = actions;
      this.depth = depth;
    }

    @Override
    public PCollection<Timeline> expand(PBegin begin) {
      return begin
          .apply("ReadActions", actions)
          .apply("BuildTimelines", BuildTimelines.newest(depth));
    }
  }

  /**
   * Writes the files of a snapshot, of which neither a later snapshot nor Hive knows yet.
   *
   * @param base the snapshot that the timelines are merged into; empty to begin anew
   * @param reason why from that one, in words
   * @param days of the log that the snapshot is made of; they name its files
   * @param timelines of the users with new actions
   * @throws JobFailedException if not all of them were written
   */
  public Snapshot write(
      LocalDate day,
      Optional<Snapshot> base,
      String reason,
      LogDays days,
      PTransform<PBegin, PCollection<Timeline>> timelines)
      throws IOException {
    String build = Snapshot.build(days, depth, shards);
    List<Shard> before = base.map(Snapshot::shards).orElse(List.of());
    List<WrittenShard> written;
    try (ScratchFolder scratch = ScratchFolder.in(files.warehouse())) {
      Pipeline pipeline = Pipeline.create(options);
      PCollection<Timeline> changed = pipeline.apply("NewTimelines", timelines);
      changed
          .apply("Changed", Count.globally())
          .apply("ToText", MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
          .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path("changed"))));
      changed.apply(
          "WriteShards",
          new WriteShards(
              new WriteShard(files, day, build, shards, depth, before),
              shards,
              scratch.path("shards")));
      pipeline.run().waitUntilFinish();
      written =
          JSON.readValue(
              scratch.read("shards").orElse("[]"), new TypeReference<List<WrittenShard>>() {});
      requireAll(scratch.read("changed"), written, day);
    }
    SortedMap<Integer, Shard> now = new TreeMap<>();
    before.forEach(shard -> now.put(shard.number(), shard));
    written.forEach(changed -> now.put(changed.shard().number(), changed.shard()));
    return new Snapshot(
        day.toString(),
        build,
        depth,
        base.map(Snapshot::day).orElse(Snapshot.FROM_LOG),
        reason,
        now.values().stream().mapToLong(Shard::users).sum(),
        written.stream().mapToLong(WrittenShard::changed).sum(),
        now.values().stream().mapToLong(Shard::actions).sum(),
        Snapshot.texts(days),
        List.copyOf(now.values()));
  }

  private static void requireAll(
      Optional<String> changed, List<WrittenShard> written, LocalDate day) {
    long users = written.stream().mapToLong(WrittenShard::changed).sum();
    if (!changed.equals(Optional.of(Long.toString(users)))) {
      throw new JobFailedException(
          "%d of %s users' new rows of user_sequences were written for %s: run it again"
              .formatted(users, changed.orElse("an unknown number of"), day));
    }
  }

  /** Tells Hive, and deletes what no snapshot needs that is kept. */
  private void tidy(Snapshot snapshot, LocalDate day) throws IOException {
    List<Snapshot> complete = files.complete();
    Set<String> keptDays =
        complete.stream()
            .map(Snapshot::day)
            .filter(other -> !other.equals(snapshot.day()))
            .distinct()
            .sorted(Comparator.reverseOrder())
            .limit(options.getKeepSnapshots() - 1L)
            .collect(Collectors.toSet());
    Set<String> needed = new HashSet<>(snapshot.files());
    complete.stream()
        .filter(other -> keptDays.contains(other.day()))
        .forEach(other -> needed.addAll(other.files()));
    List<String> unneeded = new ArrayList<>();
    try (HiveConnection hive = HiveConnection.open(options.getHive())) {
      hive.execute(
          "ALTER TABLE %s ADD IF NOT EXISTS PARTITION (%s='%s')"
              .formatted(HiveSchema.USER_SEQUENCES, HiveSchema.DAY, day));
      for (Map.Entry<LocalDate, List<String>> partition : files.present().entrySet()) {
        if (partition.getValue().stream().noneMatch(needed::contains)) {
          hive.execute(
              "ALTER TABLE %s DROP IF EXISTS PARTITION (%s='%s')"
                  .formatted(HiveSchema.USER_SEQUENCES, HiveSchema.DAY, partition.getKey()));
        }
        partition.getValue().stream().filter(file -> !needed.contains(file)).forEach(unneeded::add);
      }
    }
    SnapshotFiles.delete(unneeded);
  }
}
