package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A number that tells one sequence of actions from another: the first half of the murmur3 (128
 * bits) of each action's time and a hash of its event's id. Two sequences of the same digest are
 * the same actions in the same order, but for a chance of one in 2^64.
 */
public final class ActionDigest {
  private ActionDigest() {}

  /** The digest of actions in their order. */
  public static long of(List<Action> actions) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES * actions.size());
    for (Action action : actions) {
      bytes
          .putLong(action.occurredAt())
          .putLong(MurmurHash3.hash128x64(action.eventId().getBytes(UTF_8))[0]);
    }
    return MurmurHash3.hash128x64(bytes.array())[0];
  }

  /**
   * The digest of actions in their order, their events known by the hash that {@link PastAction}
   * has; not that of the same {@link Action}s.
   */
  public static long ofPast(List<PastAction> actions) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES * actions.size());
    actions.forEach(action -> bytes.putLong(action.occurredAt()).putLong(action.eventHash()));
    return MurmurHash3.hash128x64(bytes.array())[0];
  }
}
