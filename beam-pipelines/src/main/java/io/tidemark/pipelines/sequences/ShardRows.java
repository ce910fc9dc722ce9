package io.tidemark.pipelines.sequences;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of a shard that count, in the order of their users' ids: its runs are read side by side,
 * and of several rows of a user the newest run's is taken.
 */
final class ShardRows implements Closeable {
  private final List<ShardReader> readers = new ArrayList<>();
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparing(Head::userId, UserIdOrder.BYTES).thenComparing(Head::run));

  /** The next row of a run, 0 being the newest. */
  private record Head(byte[] userId, int run, GenericRecord row) {}

  private interface Opening {
    ShardReader open(String file) throws IOException;
  }

  private ShardRows(Shard shard, Opening opening) throws IOException {
    try {
      for (Run run : shard.runs()) {
        readers.add(opening.open(run.file()));
        advance(readers.size() - 1);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** All users. */
  static ShardRows open(Shard shard) throws IOException {
    return new ShardRows(shard, ShardReader::open);
  }

  /** Users with an action at or after an instant (ms). */
  static ShardRows openActiveSince(Shard shard, long since) throws IOException {
    // A newer row of a user has all actions of the older ones, so the newest is among those found.
    return new ShardRows(shard, file -> ShardReader.openActiveSince(file, since));
  }

  /** Some users, as far as they are there. */
  static ShardRows openUsers(Shard shard, Collection<String> userIds) throws IOException {
    OneOfUsers users = new OneOfUsers(userIds);
    return new ShardRows(shard, file -> ShardReader.openUsers(file, users));
  }

  /** The next user's row, or null after the last. */
  GenericRecord next() throws IOException {
    Head newest = heads.poll();
    if (newest == null) {
      return null;
    }
    advance(newest.run());
    while (!heads.isEmpty()
        && UserIdOrder.BYTES.compare(heads.peek().userId(), newest.userId()) == 0) {
      advance(heads.poll().run());
    }
    return newest.row();
  }

  private void advance(int run) throws IOException {
    GenericRecord row = readers.get(run).next();
    if (row != null) {
      heads.add(new Head(UserIdOrder.bytes(row), run, row));
    }
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (ShardReader reader : readers) {
      try {
        reader.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
