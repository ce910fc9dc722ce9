package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.ReadParts;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * The timelines of a snapshot: of all users, or of those with an action since an instant, which
 * reads little else where that is recent.
 */
public final class ReadSequences extends PTransform<PBegin, PCollection<Timeline>> {
  private static final long serialVersionUID = 1;

  private final List<Shard> shards;
  private final long since;

  private ReadSequences(List<Shard> shards, long since) {
    this.shards = List.copyOf(shards);
    this.since = since;
  }

  /** All users of a snapshot. */
  public static ReadSequences of(Snapshot snapshot) {
    requireNonNull(snapshot, "snapshot is null");
    return new ReadSequences(snapshot.shards(), Long.MIN_VALUE);
  }

  /** Only users with an action at or after an instant. */
  public ReadSequences activeSince(Instant instant) {
    return new ReadSequences(shards, instant.toEpochMilli());
  }

  @Override
  public PCollection<Timeline> expand(PBegin begin) {
    long from = since;
    return begin.apply(
        "ReadShards",
        ReadParts.of(shards, shard -> new Timelines(shard, from), TimelineCoder.of()));
  }

  private static final class Timelines implements ReadParts.Elements<Timeline> {
    /** Timelines that wait in memory, about one batch of short ones. */
    private static final int AHEAD = 256;

    private final ShardRows rows;
    private final ReadAhead<Timeline> ahead;

    Timelines(Shard shard, long since) throws IOException {
      rows =
          since == Long.MIN_VALUE ? ShardRows.open(shard) : ShardRows.openActiveSince(shard, since);
      ahead =
          new ReadAhead<>(
              () -> Optional.ofNullable(rows.next()).map(SequenceParquet::toTimeline), AHEAD);
    }

    @Override
    public Optional<Timeline> next() throws IOException {
      return ahead.next();
    }

    @Override
    public void close() throws IOException {
      ahead.close();
      rows.close();
    }
  }
}
