package io.tidemark.pipelines.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.actionlog.LogDays;
import io.tidemark.pipelines.pinnerformer.TinyModel;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Release;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EmbedPlanTest {
  private static final Instant PUBLISHED = Instant.parse("2024-03-10T00:00:00Z");
  private static final Instant AS_OF = PUBLISHED.plus(Duration.ofDays(1));

  private final SortedMap<LocalDate, String> days =
      new TreeMap<>(
          Map.of(
              LocalDate.of(2024, 3, 7), "a",
              LocalDate.of(2024, 3, 8), "b",
              LocalDate.of(2024, 3, 9), "c"));
  private final LogDays seen = new LogDays(days);

  @Test
  void whoeverActedSinceThePublishedReleaseIsComputed() {
    days.put(LocalDate.of(2024, 3, 10), "new");

    assertThat(plan("v", Optional.of(seen)).since()).contains(PUBLISHED);
  }

  @Test
  void aDayThatChangedSendsTheInstantBackToItsBeginning() {
    days.put(LocalDate.of(2024, 3, 8), "an action came late");

    EmbedPlan plan = plan("v", Optional.of(seen));

    assertThat(plan.since()).contains(Instant.parse("2024-03-08T00:00:00Z"));
    assertThat(plan.reason()).contains("2024-03-08 has changed");
  }

  @Test
  void everyoneIsComputedWhereNothingTellsWhoNeedsNot() {
    assertThat(plan("another", Optional.of(seen)).since()).isEmpty();
    assertThat(plan("v", Optional.empty()).since()).isEmpty();
    assertThat(
            EmbedPlan.of(AS_OF, "v", Optional.empty(), Optional.of(seen), new LogDays(days))
                .since())
        .isEmpty();
    assertThat(
            EmbedPlan.of(
                    PUBLISHED.minus(Duration.ofDays(1)),
                    "v",
                    Optional.of(release()),
                    Optional.of(seen),
                    new LogDays(days))
                .since())
        .isEmpty();
  }

  @Test
  void theSameDayAgainIsDoneUnlessTheLogHasChanged() {
    assertThat(
            EmbedPlan.of(
                    PUBLISHED, "v", Optional.of(release()), Optional.of(seen), new LogDays(days))
                .isDone(PUBLISHED))
        .isTrue();
    days.remove(LocalDate.of(2024, 3, 7));
    assertThat(
            EmbedPlan.of(
                    PUBLISHED, "v", Optional.of(release()), Optional.of(seen), new LogDays(days))
                .isDone(PUBLISHED))
        .isFalse();
  }

  @Test
  void theLastDayIsHeldOutWithWhatWasWantedOnIt() {
    Timeline timeline = TinyModel.timelines(1).get(0);
    long lastDay = timeline.actions().get(15).occurredAt();

    HeldOutUser.Split split =
        HeldOutUser.Split.of(timeline, lastDay, PositiveActions.standard()).orElseThrow();

    assertThat(split.before().actions()).isEqualTo(timeline.actions().subList(0, 15));
    assertThat(split.wanted()).hasSize(timeline.actions().size() - 15);
    assertThat(HeldOutUser.Split.of(timeline, Long.MIN_VALUE, PositiveActions.standard()))
        .isEmpty();
    assertThat(HeldOutUser.Split.of(timeline, Long.MAX_VALUE, PositiveActions.standard()))
        .isEmpty();
  }

  private EmbedPlan plan(String version, Optional<LogDays> known) {
    return EmbedPlan.of(AS_OF, version, Optional.of(release()), known, new LogDays(days));
  }

  private static Release release() {
    return new Release(
        Release.PINNERFORMER,
        PUBLISHED.toString(),
        "v",
        PUBLISHED,
        Optional.empty(),
        1,
        Map.of(),
        Map.of(),
        PUBLISHED);
  }
}
