package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class UserEmbeddingsIT {
  private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");
  private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
  private static final Instant WEDNESDAY = TUESDAY.plus(Duration.ofDays(1));

  private final StoreConnection connection;
  private final UserEmbeddings embeddings;

  UserEmbeddingsIT(StoreConnection connection) {
    this.connection = connection;
    this.embeddings = new UserEmbeddings(connection);
  }

  @Test
  void aReaderSeesTheNewestVectorAtOrBeforeTheInstant() {
    // Out of order: a back-fill may write an older as-of later.
    embeddings.write("travel", List.of(embedding("u1", WEDNESDAY, 3)));
    embeddings.write("travel", List.of(embedding("u1", MONDAY, 1)));
    embeddings.write("travel", List.of(embedding("u1", TUESDAY, 2)));

    assertThat(first("u1", "travel", MONDAY.minusMillis(1))).isEmpty();
    assertThat(first("u1", "travel", MONDAY)).contains(1f);
    assertThat(first("u1", "travel", TUESDAY.minusMillis(1))).contains(1f);
    assertThat(first("u1", "travel", TUESDAY)).contains(2f);
    assertThat(first("u1", "travel", WEDNESDAY.plusSeconds(1))).contains(3f);
  }

  @Test
  void theAsOfIsTheUsersOwn() {
    embeddings.write("as-of", List.of(embedding("u1", MONDAY, 1)));
    assertThat(embeddings.read("u1", "as-of", WEDNESDAY).map(UserEmbedding::asOf)).contains(MONDAY);
  }

  @Test
  void vectorsOfTwoTrainingsAreNeverMixed() {
    embeddings.write("training-1", List.of(embedding("u1", MONDAY, 1)));
    embeddings.write("training-2", List.of(embedding("u1", TUESDAY, 2)));

    assertThat(first("u1", "training-1", WEDNESDAY)).contains(1f);
    assertThat(first("u1", "training-2", WEDNESDAY)).contains(2f);
    assertThat(first("u1", "training-3", WEDNESDAY)).isEmpty();
  }

  @Test
  void aBatchWrittenTwiceIsThereOnce() {
    List<UserEmbedding> batch = List.of(embedding("u1", MONDAY, 1), embedding("u2", MONDAY, 2));
    embeddings.write("twice", batch);
    embeddings.write("twice", batch);
    assertThat(first("u1", "twice", MONDAY)).contains(1f);
    assertThat(first("u1", "twice", MONDAY.minusMillis(1))).isEmpty();
  }

  @Test
  void manyUsersAreReadAtOnceAndUnknownOnesLeftOut() {
    List<UserEmbedding> batch =
        IntStream.range(0, 2_500).mapToObj(i -> embedding("many-" + i, MONDAY, i)).toList();
    embeddings.write("many", batch);

    List<String> ids = IntStream.range(0, 2_600).mapToObj(i -> "many-" + i).toList();
    Map<String, UserEmbedding> read = embeddings.read(ids, "many", MONDAY);

    assertThat(read).hasSize(2_500).doesNotContainKey("many-2500");
    assertThat(read).allSatisfy((id, e) -> assertThat("many-" + (int) e.vector()[0]).isEqualTo(id));
    assertThat(embeddings.read(List.of(), "many", MONDAY)).isEmpty();
    assertThat(embeddings.read(List.of("many-1", "many-1"), "many", MONDAY)).hasSize(1);
  }

  @Test
  void halfPrecisionIsReadByTheSameReader() {
    new UserEmbeddings(connection, VectorType.FP16)
        .write("half", List.of(new UserEmbedding("u1", new float[] {0.6f, 0.8f}, MONDAY)));
    float[] read = embeddings.read("u1", "half", MONDAY).orElseThrow().vector();
    assertThat(read[0]).isBetween(0.5995f, 0.6005f);
    assertThat(read[1]).isBetween(0.7995f, 0.8005f);
  }

  @Test
  void aWholeBatchIsRefusedBeforeAnyOfItIsWritten() {
    List<UserEmbedding> batch =
        List.of(embedding("good", MONDAY, 1), embedding("bad", MONDAY, Float.NaN));
    assertThatThrownBy(() -> embeddings.write("refused", batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad")
        .hasMessageContaining("not finite");
    assertThat(embeddings.read("good", "refused", WEDNESDAY)).isEmpty();
  }

  @Test
  void readsRunAtTheSameTime() {
    embeddings.write("async", List.of(embedding("u1", MONDAY, 1)));
    List<CompletableFuture<Optional<UserEmbedding>>> reads =
        IntStream.range(0, 50).mapToObj(i -> embeddings.readAsync("u1", "async", MONDAY)).toList();
    assertThat(reads).allSatisfy(read -> assertThat(read.join()).isPresent());
  }

  private Optional<Float> first(String user, String version, Instant atOrBefore) {
    return embeddings.read(user, version, atOrBefore).map(embedding -> embedding.vector()[0]);
  }

  private static UserEmbedding embedding(String user, Instant asOf, float first) {
    return new UserEmbedding(user, new float[] {first, 0.5f}, asOf);
  }
}
