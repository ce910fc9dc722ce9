package io.tidemark.pipelines.embedding;

import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import io.tidemark.store.VectorType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Embeddings: one vector a user. */
final class EmbeddingRows implements UserRows<UserEmbedding> {
  private static final long serialVersionUID = 1;
  private static final Words WORDS = new Words("embeddings", "vectors", "vectors");

  @Override
  public Words words() {
    return WORDS;
  }

  @Override
  public String userId(UserEmbedding row) {
    return row.userId();
  }

  @Override
  public Instant asOf(UserEmbedding row) {
    return row.asOf();
  }

  @Override
  public List<float[]> vectors(UserEmbedding row) {
    return List.of(row.vector());
  }

  @Override
  public Optional<float[]> compared(UserEmbedding row) {
    return Optional.of(row.vector());
  }

  @Override
  public ByteBuffer encode(UserEmbedding row) {
    ByteBuffer numbers = ByteBuffer.allocate(row.vector().length * Float.BYTES);
    numbers.asFloatBuffer().put(row.vector());
    return numbers;
  }

  @Override
  public UserEmbedding decode(String userId, Instant asOf, ByteBuffer encoded) {
    float[] vector = new float[encoded.remaining() / Float.BYTES];
    encoded.asFloatBuffer().get(vector);
    return new UserEmbedding(userId, vector, asOf);
  }

  @Override
  public void write(
      StoreConnection connection,
      VectorType storage,
      String version,
      Collection<UserEmbedding> rows) {
    new UserEmbeddings(connection, storage).write(version, rows);
  }

  @Override
  public Map<String, UserEmbedding> read(
      StoreConnection connection, Collection<String> userIds, String version, Instant atOrBefore) {
    return new UserEmbeddings(connection).read(userIds, version, atOrBefore);
  }
}
