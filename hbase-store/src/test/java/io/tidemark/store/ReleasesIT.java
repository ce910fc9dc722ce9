package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class ReleasesIT {
  private static final Instant CREATED = Instant.parse("2026-11-16T00:00:00Z");

  private final StoreConnection connection;
  private final Releases releases;

  ReleasesIT(StoreConnection connection) {
    this.connection = connection;
    this.releases = new Releases(connection);
  }

  @Test
  void nothingIsPublishedUntilSomebodyPublishes() {
    releases.add(release("unpublished", 1));
    assertThat(releases.published("unpublished")).isEmpty();
    assertThat(releases.published("no-such-model")).isEmpty();
    assertThat(releases.all("no-such-model")).isEmpty();
    assertThat(releases.history("no-such-model")).isEmpty();
    assertThat(releases.get("unpublished", "r1")).contains(release("unpublished", 1));
    assertThat(releases.get("unpublished", "r2")).isEmpty();
  }

  @Test
  void rollbackReturnsToTheReleasePublishedBefore() {
    String model = "rolled-back";
    IntStream.rangeClosed(1, 3).forEach(i -> releases.add(release(model, i)));
    assertThat(releases.all(model)).extracting(Release::id).containsExactly("r3", "r2", "r1");

    releases.publish(model, "r1", "first");
    releases.publish(model, "r3", "skips one");
    releases.publish(model, "r2", "on second thoughts");
    releases.rollback(model, "worse");
    assertThat(releases.published(model)).contains(release(model, 3));
    releases.rollback(model, "worse still");
    assertThat(releases.publishedAsync(model).join()).contains(release(model, 1));
    assertThatThrownBy(() -> releases.rollback(model, "too far"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no release before r1")
        .hasMessageContaining("r3, r2, r1");

    assertThat(releases.history(model))
        .extracting(PublishEvent::releaseId)
        .containsExactly("r1", "r3", "r2", "r3", "r1");
    assertThat(releases.history(model).get(0))
        .returns(PublishEvent.Kind.ROLLBACK, PublishEvent::kind)
        .returns(Optional.of("r3"), PublishEvent::replaced)
        .returns("worse still", PublishEvent::reason);
  }

  @Test
  void whoDecidedOnAnOlderStateIsToldAndChangesNothing() {
    String model = "decided-twice";
    IntStream.rangeClosed(1, 3).forEach(i -> releases.add(release(model, i)));
    releases.publishAfter(Optional.empty(), model, "r1", "first");
    releases.publishAfter(Optional.of("r1"), model, "r2", "better");
    assertThatThrownBy(() -> releases.publishAfter(Optional.of("r1"), model, "r3", "late"))
        .isInstanceOf(ReleaseConflictException.class)
        .hasMessageContaining("is r2, not r1");
    releases.rollbackFrom("r2", model, "worse");
    assertThatThrownBy(() -> releases.rollbackFrom("r2", model, "the same, a moment later"))
        .isInstanceOf(ReleaseConflictException.class)
        .hasMessageContaining("is r1, not r2");

    ReleaseHistory all = releases.everything(model);
    assertThat(all.published()).contains(release(model, 1));
    assertThat(all.before()).isEmpty();
    assertThat(all.releases()).extracting(Release::id).containsExactly("r3", "r2", "r1");
    assertThat(all.events())
        .extracting(PublishEvent::reason)
        .containsExactly("worse", "better", "first");
  }

  @Test
  void publishingWhatIsPublishedChangesNothing() {
    releases.add(release("again", 1));
    releases.publish("again", "r1", "first");
    releases.publish("again", "r1", "once more");
    assertThat(releases.history("again")).hasSize(1);
  }

  @Test
  void publishingAnUnknownReleaseNamesThoseThereAre() {
    releases.add(release("unknown", 1));
    assertThatThrownBy(() -> releases.publish("unknown", "r9", "typo"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.table()).isEqualTo("releases");
              assertThat(e.row()).contains("unknown");
            })
        .hasMessageContaining("there is no release r9")
        .hasMessageContaining("publish one of: r1");
    assertThat(releases.published("unknown")).isEmpty();
  }

  @Test
  void aRunMayBeRepeatedUntilItsReleaseIsPublished() {
    Release first = release("repeated", 1);
    Release other =
        new Release(
            "repeated", "r1", "v2", CREATED, Optional.empty(), 5, Map.of(), Map.of(), CREATED);
    releases.add(first);
    releases.add(other);
    assertThat(releases.get("repeated", "r1")).contains(other);

    releases.publish("repeated", "r1", "good");
    releases.add(other);
    assertThatThrownBy(() -> releases.add(first))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be replaced");
    assertThat(releases.published("repeated")).contains(other);
  }

  @Test
  void aReleaseThatFailedItsChecksCannotBePublished() {
    Release failed =
        new Release(
            "failed",
            "r1",
            "v1",
            CREATED,
            Optional.empty(),
            5,
            Map.of(),
            Map.of(Release.FAILED, "the drift is .9"),
            CREATED);
    releases.add(failed);

    assertThatThrownBy(() -> releases.publish("failed", "r1", "in spite of all"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the drift is .9");
    assertThat(releases.published("failed")).isEmpty();
    releases.add(release("failed", 1));
    releases.publish("failed", "r1", "the run was repeated");
    assertThat(releases.published("failed")).contains(release("failed", 1));
  }

  @Test
  void readersSeeOneReleaseOrTheOtherWhilePublishersFlip() {
    String model = "flipped";
    releases.add(release(model, 1));
    releases.add(release(model, 2));
    releases.publish(model, "r1", "start");
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    List<CompletableFuture<Void>> readers =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (!done.get()) {
                            assertThat(releases.published(model).orElseThrow())
                                .isIn(release(model, 1), release(model, 2));
                            reads.incrementAndGet();
                          }
                        }))
            .toList();
    try {
      for (int i = 0; i < 60; i++) {
        releases.publish(model, i % 2 == 0 ? "r2" : "r1", "flip");
        if (i % 10 == 9) {
          releases.rollback(model, "flop");
          releases.publish(model, "r1", "flip");
        }
      }
    } finally {
      done.set(true);
    }
    readers.forEach(CompletableFuture::join);
    assertThat(reads).hasPositiveValue();
  }

  @Test
  void ofManyPublishersAtOnceEachSeesTheOneBefore() {
    String model = "raced";
    IntStream.range(0, 6).forEach(i -> releases.add(release(model, i)));
    List<CompletableFuture<Void>> publishers =
        IntStream.range(0, 6)
            .mapToObj(
                i -> CompletableFuture.runAsync(() -> releases.publish(model, "r" + i, "race")))
            .toList();
    publishers.forEach(CompletableFuture::join);

    List<PublishEvent> history = releases.history(model);
    assertThat(history).extracting(PublishEvent::releaseId).doesNotHaveDuplicates().hasSize(6);
    for (int i = 0; i + 1 < history.size(); i++) {
      assertThat(history.get(i).replaced()).contains(history.get(i + 1).releaseId());
    }
    assertThat(releases.published(model).orElseThrow().id()).isEqualTo(history.get(0).releaseId());
  }

  @Test
  void aRunIsUnseenUntilItsReleaseIsPublished() {
    UserEmbeddings embeddings = new UserEmbeddings(connection);
    Release monday = release("unseen", 1);
    Release tuesday = release("unseen", 2);
    embeddings.write("v", List.of(new UserEmbedding("unseen", new float[] {1}, monday.asOf())));
    releases.add(monday);
    releases.publish("unseen", "r1", "daily");

    embeddings.write("v", List.of(new UserEmbedding("unseen", new float[] {2}, tuesday.asOf())));
    releases.add(tuesday);
    assertThat(served(embeddings, "unseen")).containsExactly(1);
    releases.publish("unseen", "r2", "daily");
    assertThat(served(embeddings, "unseen")).containsExactly(2);
    releases.rollback("unseen", "worse");
    assertThat(served(embeddings, "unseen")).containsExactly(1);
  }

  private float[] served(UserEmbeddings embeddings, String model) {
    Release published = releases.published(model).orElseThrow();
    return embeddings.read("unseen", published.version(), published.asOf()).orElseThrow().vector();
  }

  private static Release release(String model, int number) {
    return new Release(
        model,
        "r" + number,
        "v",
        CREATED.plusSeconds(number),
        Optional.of("file:///models/" + number),
        number,
        Map.of("pins", "pins-" + number),
        Map.of("rows", "ok"),
        CREATED.plusSeconds(number));
  }
}
