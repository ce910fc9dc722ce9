package io.tidemark.pipelines.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MergeTimelinesTest {
  @Property
  void mergingDayByDayKeepsTheNewestOfTheWholeLog(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 40) Integer> times,
      @ForAll @IntRange(min = 1, max = 20) int depth,
      @ForAll @IntRange(min = 1, max = 10) int day) {
    List<Action> all = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      all.add(action("e" + i, times.get(i)));
    }

    Timeline merged = null;
    for (int from = 0; from <= 40; from += day) {
      int start = from;
      List<Action> ofTheDay =
          all.stream()
              .filter(action -> action.occurredAt() >= start && action.occurredAt() < start + day)
              .sorted(Action.OLDEST_FIRST)
              .toList();
      if (!ofTheDay.isEmpty()) {
        Timeline now = newest(ofTheDay, depth);
        merged = merged == null ? now : MergeTimelines.merge(merged, now, depth);
      }
    }

    assertThat(merged).isEqualTo(newest(all.stream().sorted(Action.OLDEST_FIRST).toList(), depth));
  }

  @Test
  void anEventThatIsInBothIsThereOnceAndTheEarlierStays() {
    Timeline before = new Timeline("u", List.of(action("a", 1), action("b", 2)));
    Timeline now = new Timeline("u", List.of(action("b", 5), action("c", 6)));

    assertThat(MergeTimelines.merge(before, now, 10).actions())
        .containsExactly(action("a", 1), action("b", 2), action("c", 6));
  }

  @Test
  void ofAHundredThousandActionsTheNewestStay() {
    List<Action> many =
        IntStream.range(0, 100_000).mapToObj(i -> action("%06d".formatted(i), i)).toList();
    Timeline merged =
        MergeTimelines.merge(
            new Timeline("u", many), new Timeline("u", List.of(action("z", 100_000))), 256);

    assertThat(merged.actions()).hasSize(256);
    assertThat(merged.actions().get(255).eventId()).isEqualTo("z");
    assertThat(merged.actions().get(0).occurredAt()).isEqualTo(100_000 - 255);
  }

  @Property
  void usersAreSpreadEvenlyOverTheShards(@ForAll @IntRange(min = 1, max = 64) int shards) {
    Set<Integer> used = new HashSet<>();
    int[] users = new int[shards];
    for (int user = 0; user < 400 * shards; user++) {
      int shard = WriteShards.shardOf("user" + user, shards);
      used.add(shard);
      users[shard]++;
    }
    assertThat(used).hasSize(shards);
    assertThat(java.util.Arrays.stream(users).boxed().toList())
        .allSatisfy(count -> assertThat(count).isBetween(250, 560));
  }

  private static Timeline newest(List<Action> sorted, int depth) {
    return new Timeline("u", sorted.subList(Math.max(0, sorted.size() - depth), sorted.size()));
  }

  private static Action action(String event, long occurredAt) {
    return new Action(
        event,
        "u",
        "pin",
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
