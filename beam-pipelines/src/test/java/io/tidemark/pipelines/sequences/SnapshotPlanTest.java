package io.tidemark.pipelines.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.actionlog.LogDays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotPlanTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
  private static final int DEPTH = 256;
  private static final int SHARDS = 16;

  private final SortedMap<LocalDate, String> days = new TreeMap<>();
  private final List<Snapshot> known = new ArrayList<>();

  @BeforeEach
  void fourDaysAndASnapshotOfEach() {
    for (int day = 0; day < 4; day++) {
      days.put(MONDAY.plusDays(day), "as it was");
      known.add(snapshot(MONDAY.plusDays(day)));
    }
  }

  @Test
  void withoutASnapshotTheWholeLogIsRead() {
    known.clear();

    SnapshotPlan plan = plan(MONDAY.plusDays(3));

    assertThat(plan.base()).isEmpty();
    assertThat(plan.reason()).isEqualTo("there is no earlier snapshot");
  }

  @Test
  void theNextDayGoesOnFromTheDayBefore() {
    days.put(MONDAY.plusDays(4), "new");

    SnapshotPlan plan = plan(MONDAY.plusDays(4));

    assertThat(plan.base()).contains(known.get(3));
    assertThat(plan.isThere()).isFalse();
    assertThat(plan.reason()).contains("what came after 2026-11-19");
  }

  @Test
  void daysThatWereLeftOutAreCaughtUpWith() {
    days.put(MONDAY.plusDays(4), "new");
    days.put(MONDAY.plusDays(9), "new");

    assertThat(plan(MONDAY.plusDays(9)).base()).contains(known.get(3));
  }

  @Test
  void theSameDayAgainFindsItDone() {
    assertThat(plan(MONDAY.plusDays(3)).isThere()).isTrue();
    assertThat(plan(MONDAY.plusDays(1)).isThere()).isTrue();
  }

  @Test
  void aDayThatChangedLeadsBackToTheSnapshotBeforeIt() {
    days.put(MONDAY.plusDays(2), "an action came late");
    days.put(MONDAY.plusDays(4), "new");

    SnapshotPlan plan = plan(MONDAY.plusDays(4));

    assertThat(plan.base()).contains(known.get(1));
    assertThat(plan.reason())
        .isEqualTo(
            "the log's day 2026-11-18 has changed since the snapshot of 2026-11-19 was made");
  }

  @Test
  void aChangeBeforeAllSnapshotsLeadsToTheWholeLog() {
    days.put(MONDAY.minusDays(30), "imported later");

    SnapshotPlan plan = plan(MONDAY.plusDays(3));

    assertThat(plan.base()).isEmpty();
    assertThat(plan.reason()).contains("2026-10-17 has changed");
  }

  @Test
  void aDayThatWasRemovedIsAChange() {
    days.remove(MONDAY.plusDays(1));

    assertThat(plan(MONDAY.plusDays(3)).base()).contains(known.get(0));
  }

  @Test
  void anotherDepthIsMadeFromTheWholeLog() {
    SnapshotPlan plan =
        SnapshotPlan.of(MONDAY.plusDays(3), new LogDays(days), known, 2 * DEPTH, SHARDS);

    assertThat(plan.base()).isEmpty();
    assertThat(plan.reason()).contains("another depth");
  }

  @Test
  void aRecordComesBackAsItWasWritten() {
    assertThat(Snapshot.fromJson(known.get(2).toJson())).isEqualTo(known.get(2));
    assertThat(known.get(2).log()).isEqualTo(new LogDays(days).before(MONDAY.plusDays(3)));
  }

  private SnapshotPlan plan(LocalDate day) {
    return SnapshotPlan.of(day, new LogDays(days).before(day.plusDays(1)), known, DEPTH, SHARDS);
  }

  private Snapshot snapshot(LocalDate day) {
    LogDays before = new LogDays(days).before(day.plusDays(1));
    return new Snapshot(
        day.toString(),
        Snapshot.build(before, DEPTH, SHARDS),
        DEPTH,
        Snapshot.FROM_LOG,
        "test",
        1,
        1,
        1,
        Snapshot.texts(before),
        List.of(new Shard(3, List.of(new Run("file", 1)), 1, 1)));
  }
}
