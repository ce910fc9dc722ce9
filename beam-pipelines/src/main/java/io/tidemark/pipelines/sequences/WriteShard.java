package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Writes one shard of a snapshot: the timelines that are new merged into the rows that were there
 * before. The users with new actions come first, those who acted last before the others; the other
 * rows follow in the order they had, and are copied without a look at their actions.
 *
 * <p>Holds the new timelines of one shard in memory, and nothing of the rows before. Without rows
 * before it holds one timeline at a time.
 */
final class WriteShard extends DoFn<KV<Integer, Iterable<Timeline>>, ShardSummary> {
  private static final long serialVersionUID = 1;
  private static final Comparator<Timeline> NEWEST_FIRST =
      Comparator.comparingLong(WriteShard::newestAt).reversed();

  private final SnapshotFiles files;
  private final LocalDate day;
  private final String build;
  private final int shards;
  private final int depth;
  private final Map<Integer, String> before;

  /**
   * @param build names the files
   * @param before the file of each shard to go on from; empty to begin anew
   */
  WriteShard(
      SnapshotFiles files,
      LocalDate day,
      String build,
      int shards,
      int depth,
      Map<Integer, String> before) {
    this.files = requireNonNull(files, "files is null");
    this.day = requireNonNull(day, "day is null");
    this.build = requireNonNull(build, "build is null");
    this.shards = shards;
    this.depth = depth;
    this.before = new HashMap<>(before);
  }

  @ProcessElement
  public void write(
      @Element KV<Integer, Iterable<Timeline>> shard, OutputReceiver<ShardSummary> written)
      throws IOException {
    String file = files.shard(day, build, shard.getKey(), shards);
    Optional<String> old = Optional.ofNullable(before.get(shard.getKey()));
    try (ShardWriter writer = ShardWriter.create(file)) {
      long changed =
          old.isPresent()
              ? merge(old.get(), shard.getValue(), writer)
              : writeAll(shard.getValue(), writer);
      writer.commit();
      written.output(new ShardSummary(file, writer.users(), changed, writer.actions()));
    }
  }

  private static long writeAll(Iterable<Timeline> timelines, ShardWriter writer)
      throws IOException {
    for (Timeline timeline : timelines) {
      if (timeline != null) {
        writer.write(timeline);
      }
    }
    return writer.users();
  }

  private long merge(String old, Iterable<Timeline> timelines, ShardWriter writer)
      throws IOException {
    Map<String, Timeline> changed = new HashMap<>();
    for (Timeline timeline : timelines) {
      if (timeline != null) {
        changed.put(timeline.userId(), timeline);
      }
    }
    if (!changed.isEmpty()) {
      addWhatWasBefore(old, changed);
    }
    List<Timeline> first = changed.values().stream().sorted(NEWEST_FIRST).toList();
    for (Timeline timeline : first) {
      writer.write(timeline);
    }
    try (ShardReader rows = ShardReader.open(old)) {
      for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
        if (!changed.containsKey(SequenceParquet.userId(row))) {
          writer.write(row);
        }
      }
    }
    return changed.size();
  }

  private void addWhatWasBefore(String old, Map<String, Timeline> changed) throws IOException {
    try (ShardReader rows = ShardReader.open(old)) {
      for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
        Timeline now = changed.get(SequenceParquet.userId(row));
        if (now != null) {
          Timeline before = SequenceParquet.toTimeline(row);
          changed.put(now.userId(), MergeTimelines.merge(before, now, depth));
        }
      }
    }
  }

  private static long newestAt(Timeline timeline) {
    return timeline.actions().get(timeline.actions().size() - 1).occurredAt();
  }
}
