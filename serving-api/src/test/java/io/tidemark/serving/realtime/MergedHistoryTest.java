package io.tidemark.serving.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.PastAction;
import io.tidemark.store.Surface;
import io.tidemark.store.UserHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MergedHistoryTest {
  private static final Instant AS_OF = Instant.ofEpochMilli(100);

  @Test
  void anActionOfBothSidesCountsOnceAndKeepsItsPlace() {
    MergedHistory merged =
        MergedHistory.of(
            batch(true, action("a", 10), action("b", 20)),
            List.of(action("c", 110), action("b", 20)),
            10);
    assertThat(pins(merged)).containsExactly("a", "b", "c");
    assertThat(merged.actions())
        .extracting(MergedHistory.Entry::inBatch)
        .containsExactly(true, true, false);
    assertThat(merged.newer()).isEqualTo(1);
    assertThat(merged.late()).isZero();
  }

  @Test
  void anActionThatCameAfterTheJobIsLateAndLiesWhereItHappened() {
    MergedHistory merged =
        MergedHistory.of(
            batch(true, action("a", 10), action("c", 30)), List.of(action("b", 20)), 10);
    assertThat(pins(merged)).containsExactly("a", "b", "c");
    assertThat(merged.late()).isEqualTo(1);
    assertThat(merged.newer()).isZero();
  }

  @Test
  void whatTheBatchSideMayHaveHadBeforeItsCopyBeginsIsNotLate() {
    MergedHistory merged =
        MergedHistory.of(batch(false, action("b", 50)), List.of(action("a", 20)), 10);
    assertThat(pins(merged)).containsExactly("b");
    assertThat(merged.late()).isZero();
  }

  @Test
  void twoEventsOfOneMillisecondAreTwo() {
    MergedHistory merged =
        MergedHistory.of(batch(true, action("a", 10)), List.of(action("b", 10)), 10);
    assertThat(pins(merged)).containsExactly("a", "b");
  }

  /** As the job itself would see the user: the newest few of all events that ever were. */
  @Property
  void itIsWhatTheJobWouldSeeNow(
      @ForAll @Size(max = 40) Set<@IntRange(min = 1, max = 200) Integer> times,
      @ForAll @IntRange(min = 1, max = 12) int window,
      @ForAll @IntRange(min = 1, max = 200) int asOf) {
    List<Action> all = new ArrayList<>();
    times.stream().sorted().forEach(time -> all.add(action("p" + time, time)));
    List<Action> before = all.stream().filter(action -> action.occurredAt() <= asOf).toList();
    List<Action> seen = before.subList(Math.max(0, before.size() - window), before.size());
    List<Action> live = new ArrayList<>(all.subList(Math.max(0, all.size() - window), all.size()));
    Collections.reverse(live);
    MergedHistory merged =
        MergedHistory.of(
            new UserHistory(
                "u1",
                Instant.ofEpochMilli(asOf),
                seen.size() == before.size(),
                seen.stream().map(PastAction::of).toList()),
            live,
            window);
    assertThat(merged.past())
        .isEqualTo(
            all.subList(Math.max(0, all.size() - window), all.size()).stream()
                .map(PastAction::of)
                .toList());
    assertThat(merged.late()).isZero();
  }

  private static List<String> pins(MergedHistory merged) {
    return merged.past().stream().map(PastAction::pinId).toList();
  }

  private static UserHistory batch(boolean whole, Action... actions) {
    return new UserHistory(
        "u1", AS_OF, whole, List.of(actions).stream().map(PastAction::of).toList());
  }

  private static Action action(String pinId, long occurredAt) {
    return new Action(
        "e-" + pinId,
        "u1",
        pinId,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
