package io.tidemark.pipelines.embedding;

import io.tidemark.store.StoreConnection;
import io.tidemark.store.VectorType;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a daily run leaves of each user, one row: an embedding, or interests. How it lies in files
 * and in HBase, and what of it is checked.
 *
 * @param <T> the row
 */
public interface UserRows<T> extends Serializable {
  /**
   * What people call them.
   *
   * @param rows such as {@code embeddings}
   * @param vectors of the rows, such as {@code interests}
   * @param compared what drift is measured by, such as {@code averages of interests}
   */
  record Words(String rows, String vectors, String compared) {}

  /** What people call them. */
  Words words();

  String userId(T row);

  Instant asOf(T row);

  /** All of a row's vectors, which should be of norm 1; none if nothing is known of the user. */
  List<float[]> vectors(T row);

  /** The one that stands for the user where two releases are compared. */
  Optional<float[]> compared(T row);

  /** A row without user and as-of, as it lies in files; exact. */
  ByteBuffer encode(T row);

  /** What was encoded. */
  T decode(String userId, Instant asOf, ByteBuffer encoded);

  /**
   * Writes rows to HBase.
   *
   * @param version of the release
   */
  void write(StoreConnection connection, VectorType storage, String version, Collection<T> rows);

  /** The users' newest rows of that version at or before an instant. */
  Map<String, T> read(
      StoreConnection connection, Collection<String> userIds, String version, Instant atOrBefore);
}
