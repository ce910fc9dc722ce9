package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionRetentionTest {
  private static final Instant CREATED = Instant.parse("2026-11-16T00:00:00Z");

  private final Map<String, Map<String, Release>> releases = new HashMap<>();
  private final Map<String, List<PublishEvent>> events = new HashMap<>();
  private int made;

  @Test
  void theNewestReleasesVersionsAndWhatTheyRequireAreKept() {
    add(Release.PINS, "p1", Map.of());
    add(Release.PINS, "p2", Map.of());
    add(Release.PINS, "p3", Map.of());
    add(Release.PINNERFORMER, "f1", Map.of(Release.PINS, "p1"));
    add(Release.PINNERFORMER, "f2", Map.of(Release.PINS, "p2"));

    assertThat(unneeded(1))
        .containsEntry(Release.PINNERFORMER, Set.of("f1"))
        .containsEntry(Release.PINS, Set.of("p1"));
    assertThat(unneeded(2))
        .containsEntry(Release.PINNERFORMER, Set.of())
        .containsEntry(Release.PINS, Set.of());
  }

  @Test
  void aRankersModelAndThatModelsPinsAreKept() {
    add(Release.PINS, "p1", Map.of());
    add(Release.PINS, "p2", Map.of());
    add(Release.PINNERFORMER, "f1", Map.of(Release.PINS, "p1"));
    add(Release.PINNERFORMER, "f2", Map.of(Release.PINS, "p2"));
    add(Release.RANKER, "r1", Map.of(Release.PINNERFORMER, "f1"));

    assertThat(unneeded(1))
        .containsEntry(Release.PINNERFORMER, Set.of())
        .containsEntry(Release.PINS, Set.of());
  }

  @Test
  void whatAnIndexAndInterestsRequireIsKept() {
    add(Release.PINS, "p1", Map.of());
    add(Release.PINS, "p2", Map.of());
    add(Release.PINNERFORMER, "f1", Map.of(Release.PINS, "p1"));
    add(Release.PINNERFORMER, "f2", Map.of(Release.PINS, "p2"));
    add(Release.PINNERSAGE, "s1", Map.of(Release.PINS, "p1"));
    add(Release.PINNERSAGE, "s2", Map.of(Release.PINS, "p1"));

    assertThat(unneeded(1))
        .containsEntry(Release.PINNERFORMER, Set.of("f1"))
        .containsEntry(Release.PINNERSAGE, Set.of("s1"))
        .containsEntry(Release.PINS, Set.of());

    add(Release.RETRIEVAL, "i1", Map.of(Release.PINS, "p1", Release.PINNERFORMER, "f1"));
    assertThat(unneeded(1)).containsEntry(Release.PINNERFORMER, Set.of());
  }

  @Test
  void whatIsPublishedAndWhatARollbackReturnsToAreKeptHoweverOld() {
    publish(add(Release.PINNERFORMER, "f1", Map.of()));
    publish(add(Release.PINNERFORMER, "f2", Map.of()));
    publish(add(Release.PINNERFORMER, "f3", Map.of()));
    add(Release.PINNERFORMER, "f4", Map.of());
    add(Release.PINNERFORMER, "f5", Map.of());

    assertThat(unneeded(1)).containsEntry(Release.PINNERFORMER, Set.of("f1", "f4"));
  }

  @Test
  void aReleaseThatFailedItsChecksKeepsNothing() {
    add(Release.PINNERFORMER, "f1", Map.of());
    Release failed = add(Release.PINNERFORMER, "f2", Map.of());
    releases
        .get(Release.PINNERFORMER)
        .put(failed.id(), with(failed, Map.of(Release.FAILED, "drift")));

    assertThat(unneeded(1)).containsEntry(Release.PINNERFORMER, Set.of("f2"));
  }

  @Test
  void whatWasRemovedIsNotRemovedAgain() {
    Release old = add(Release.PINNERFORMER, "f1", Map.of());
    add(Release.PINNERFORMER, "f2", Map.of());
    releases
        .get(Release.PINNERFORMER)
        .put(old.id(), old.withoutVectors("its vectors were removed"));

    assertThat(unneeded(1)).containsEntry(Release.PINNERFORMER, Set.of());
  }

  private Map<String, Set<String>> unneeded(int newest) {
    Map<String, ReleaseRow> rows = new LinkedHashMap<>();
    for (String model : VersionRetention.MODELS) {
      Map<String, Release> all = releases.getOrDefault(model, Map.of());
      List<PublishEvent> history = events.getOrDefault(model, List.of());
      Optional<Release> published =
          history.isEmpty() ? Optional.empty() : Optional.of(all.get(history.get(0).releaseId()));
      rows.put(model, new ReleaseRow(1, published, all, history));
    }
    return VersionRetention.unneeded(rows, newest);
  }

  private Release add(String model, String version, Map<String, String> requires) {
    Instant created = CREATED.plusSeconds(++made);
    Release release =
        new Release(
            model,
            created.toString(),
            version,
            created,
            Optional.empty(),
            1,
            requires,
            Map.of(),
            created);
    releases.computeIfAbsent(model, any -> new HashMap<>()).put(release.id(), release);
    return release;
  }

  private void publish(Release release) {
    List<PublishEvent> history =
        new java.util.ArrayList<>(events.getOrDefault(release.model(), List.of()));
    history.add(
        0,
        new PublishEvent(
            "e" + history.size(),
            PublishEvent.Kind.PUBLISH,
            release.model(),
            release.id(),
            Optional.empty(),
            "test",
            CREATED));
    events.put(release.model(), history);
  }

  private static Release with(Release release, Map<String, String> checks) {
    return new Release(
        release.model(),
        release.id(),
        release.version(),
        release.asOf(),
        release.artifact(),
        release.rows(),
        release.requires(),
        checks,
        release.createdAt());
  }
}
