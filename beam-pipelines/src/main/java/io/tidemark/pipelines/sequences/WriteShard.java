package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Merges new timelines into one shard. The users with new actions get a new row, in a run of its
 * own beside the older ones: what is read and written is about what changed. Once the older runs
 * have too much in them that does not count any more, all rows are written together again.
 *
 * <p>Holds the new timelines of one shard in memory; without rows before it, those of a run.
 */
final class WriteShard extends DoFn<KV<Integer, Iterable<Timeline>>, WrittenShard> {
  private static final long serialVersionUID = 1;

  /** About 50 MiB of a worker's memory. */
  private static final int ACTIONS_OF_A_FIRST_RUN = 250_000;

  private final SnapshotFiles files;
  private final LocalDate day;
  private final String build;
  private final int shards;
  private final int depth;
  private final Map<Integer, Shard> before;

  /**
   * @param build names the files
   * @param before the shards to go on from; those that had no user may be left out
   */
  WriteShard(
      SnapshotFiles files,
      LocalDate day,
      String build,
      int shards,
      int depth,
      Collection<Shard> before) {
    this.files = requireNonNull(files, "files is null");
    this.day = requireNonNull(day, "day is null");
    this.build = requireNonNull(build, "build is null");
    this.shards = shards;
    this.depth = depth;
    this.before = new HashMap<>();
    before.forEach(shard -> this.before.put(shard.number(), shard));
  }

  @ProcessElement
  public void write(
      @Element KV<Integer, Iterable<Timeline>> changed, OutputReceiver<WrittenShard> written)
      throws IOException {
    Shard old = before.getOrDefault(changed.getKey(), Shard.empty(changed.getKey()));
    if (old.runs().isEmpty()) {
      Shard shard = writeAll(old, changed.getValue());
      written.output(new WrittenShard(shard, shard.users()));
      return;
    }
    List<Timeline> timelines = new ArrayList<>();
    changed.getValue().forEach(timelines::add);
    timelines.sort(UserIdOrder.TIMELINES);
    written.output(
        new WrittenShard(
            old.isWorthCompacting(timelines.size()) ? compact(old, timelines) : add(old, timelines),
            timelines.size()));
  }

  private String file(int shard, int run) {
    return files.run(day, build, shard, shards, run);
  }

  private Shard writeAll(Shard shard, Iterable<Timeline> timelines) throws IOException {
    Shard written = shard;
    List<Timeline> run = new ArrayList<>();
    int actions = 0;
    for (Timeline timeline : timelines) {
      run.add(timeline);
      actions += timeline.actions().size();
      if (actions >= ACTIONS_OF_A_FIRST_RUN) {
        written = writeRun(written, run);
        run.clear();
        actions = 0;
      }
    }
    return run.isEmpty() ? written : writeRun(written, run);
  }

  private Shard writeRun(Shard shard, List<Timeline> timelines) throws IOException {
    timelines.sort(UserIdOrder.TIMELINES);
    String file = file(shard.number(), shard.runs().size());
    try (ShardWriter writer = ShardWriter.create(file)) {
      for (Timeline timeline : timelines) {
        writer.write(timeline);
      }
      writer.commit();
      return shard.with(new Run(file, writer.users()), writer.users(), writer.actions());
    }
  }

  /** Only the users with new actions, in a new run. */
  private Shard add(Shard old, List<Timeline> changed) throws IOException {
    Map<String, Timeline> known = new HashMap<>();
    try (ShardRows rows =
        ShardRows.openUsers(old, changed.stream().map(Timeline::userId).toList())) {
      for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
        Timeline timeline = SequenceParquet.toTimeline(row);
        known.put(timeline.userId(), timeline);
      }
    }
    String file = file(old.number(), 0);
    try (ShardWriter writer = ShardWriter.create(file)) {
      for (Timeline now : changed) {
        Timeline then = known.get(now.userId());
        writer.write(then == null ? now : MergeTimelines.merge(then, now, depth));
      }
      writer.commit();
      long replaced =
          known.values().stream().mapToLong(timeline -> timeline.actions().size()).sum();
      return old.with(
          new Run(file, writer.users()),
          writer.users() - known.size(),
          writer.actions() - replaced);
    }
  }

  /** All users, in one run that takes the place of all before. */
  private Shard compact(Shard old, List<Timeline> changed) throws IOException {
    String file = file(old.number(), 0);
    try (ShardRows rows = ShardRows.open(old);
        ShardWriter writer = ShardWriter.create(file)) {
      Iterator<Timeline> news = changed.iterator();
      Timeline now = nextOf(news);
      for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
        byte[] userId = UserIdOrder.bytes(row);
        while (now != null && compare(now, userId) < 0) {
          writer.write(now);
          now = nextOf(news);
        }
        if (now != null && compare(now, userId) == 0) {
          writer.write(MergeTimelines.merge(SequenceParquet.toTimeline(row), now, depth));
          now = nextOf(news);
        } else {
          writer.write(row);
        }
      }
      while (now != null) {
        writer.write(now);
        now = nextOf(news);
      }
      writer.commit();
      return Shard.empty(old.number())
          .with(new Run(file, writer.users()), writer.users(), writer.actions());
    }
  }

  private static int compare(Timeline timeline, byte[] userId) {
    return UserIdOrder.BYTES.compare(UserIdOrder.bytes(timeline.userId()), userId);
  }

  private static Timeline nextOf(Iterator<Timeline> timelines) {
    return timelines.hasNext() ? timelines.next() : null;
  }
}
