package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.Action;
import java.time.Instant;

/** A good record of the topic {@code actions}, and the Kafka partition it came from. */
public sealed interface LiveEvent {
  /** The Kafka partition. */
  int partition();

  /** A user's action. */
  record Recorded(int partition, Action action) implements LiveEvent {
    public Recorded {
      requireNonNull(action, "action is null");
    }
  }

  /**
   * Proof that the partition is being read while no user acts.
   *
   * @param producedAt when it was produced: every action produced to the partition before then has
   *     a smaller offset
   */
  record Heartbeat(int partition, Instant producedAt) implements LiveEvent {
    public Heartbeat {
      requireNonNull(producedAt, "producedAt is null");
    }
  }
}
