package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
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
    return begin
        .apply("Shards", Create.of(shards).withCoder(SerializableCoder.of(Shard.class)))
        .apply("SpreadShards", Reshuffle.viaRandomKey())
        .apply("ReadShard", ParDo.of(new Read(since)))
        .setCoder(TimelineCoder.of());
  }

  private static final class Read extends DoFn<Shard, Timeline> {
    private static final long serialVersionUID = 1;

    /** Timelines that wait in memory, about one batch of short ones. */
    private static final int AHEAD = 256;

    private final long since;

    Read(long since) {
      this.since = since;
    }

    @ProcessElement
    public void read(@Element Shard shard, OutputReceiver<Timeline> timelines) throws IOException {
      try (ShardRows rows =
              since == Long.MIN_VALUE
                  ? ShardRows.open(shard)
                  : ShardRows.openActiveSince(shard, since);
          ReadAhead<Timeline> ahead =
              new ReadAhead<>(
                  () -> Optional.ofNullable(rows.next()).map(SequenceParquet::toTimeline), AHEAD)) {
        Optional<Timeline> next = ahead.next();
        while (next.isPresent()) {
          timelines.output(next.get());
          next = ahead.next();
        }
      }
    }
  }
}
