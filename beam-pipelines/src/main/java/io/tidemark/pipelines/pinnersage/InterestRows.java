package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.UserRows;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfileCodec;
import io.tidemark.store.InterestProfiles;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.VectorType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Interests: a vector each, the averages of which are compared. */
final class InterestRows implements UserRows<InterestProfile> {
  private static final long serialVersionUID = 1;
  private static final Words WORDS = new Words("profiles", "interests", "averages of interests");

  @Override
  public Words words() {
    return WORDS;
  }

  @Override
  public String userId(InterestProfile row) {
    return row.userId();
  }

  @Override
  public Instant asOf(InterestProfile row) {
    return row.asOf();
  }

  @Override
  public List<float[]> vectors(InterestProfile row) {
    return row.interests().stream().map(Interest::vector).toList();
  }

  @Override
  public Optional<float[]> compared(InterestProfile row) {
    return InterestAverage.of(row.interests());
  }

  @Override
  public ByteBuffer encode(InterestProfile row) {
    return ByteBuffer.wrap(InterestProfileCodec.encode(VectorType.FP32, row.interests()));
  }

  @Override
  public InterestProfile decode(String userId, Instant asOf, ByteBuffer encoded) {
    return InterestProfileCodec.decode(userId, asOf, encoded);
  }

  @Override
  public void write(
      StoreConnection connection,
      VectorType storage,
      String version,
      Collection<InterestProfile> rows) {
    new InterestProfiles(connection, storage).write(version, rows);
  }

  @Override
  public Map<String, InterestProfile> read(
      StoreConnection connection, Collection<String> userIds, String version, Instant atOrBefore) {
    return new InterestProfiles(connection).read(userIds, version, atOrBefore);
  }
}
