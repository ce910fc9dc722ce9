package io.tidemark.pipelines.realtime;

import io.tidemark.store.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far one writer has come in each Kafka partition since it started; what an earlier one left
 * stays in HBase while it is newer.
 *
 * <p>Not for use by several threads.
 */
final class PartitionWatermarks {
  private final Map<Integer, Watermark> marks = new HashMap<>();
  private final Set<Integer> unwritten = new HashSet<>();

  /** Notes an event, in the order of its partition. */
  void note(LiveEvent event) {
    Watermark before = marks.get(event.partition());
    Optional<Instant> eventTime = before == null ? Optional.empty() : before.eventTime();
    Optional<Instant> heartbeat = before == null ? Optional.empty() : before.heartbeat();
    if (event instanceof LiveEvent.Recorded recorded) {
      eventTime = newer(eventTime, Instant.ofEpochMilli(recorded.action().occurredAt()));
    } else if (event instanceof LiveEvent.Heartbeat beat) {
      heartbeat = newer(heartbeat, beat.producedAt());
    }
    marks.put(
        event.partition(), new Watermark(event.partition(), eventTime, heartbeat, Instant.EPOCH));
    unwritten.add(event.partition());
  }

  /** The marks that were noted since the last {@link #written}, as of now. */
  List<Watermark> unwritten(Instant now) {
    List<Watermark> changed = new ArrayList<>();
    for (int partition : unwritten) {
      Watermark mark = marks.get(partition);
      changed.add(new Watermark(partition, mark.eventTime(), mark.heartbeat(), now));
    }
    return changed;
  }

  /** To be called once {@link #unwritten} is in HBase. */
  void written() {
    unwritten.clear();
  }

  private static Optional<Instant> newer(Optional<Instant> mark, Instant instant) {
    return mark.filter(instant::isBefore).or(() -> Optional.of(instant));
  }
}
