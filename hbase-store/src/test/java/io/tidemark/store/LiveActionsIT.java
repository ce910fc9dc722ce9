package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HBase.class)
class LiveActionsIT {
  private final LiveActions live;
  private final long now = Instant.now().toEpochMilli();

  LiveActionsIT(StoreConnection connection) {
    this.live = new LiveActions(connection);
  }

  @Test
  void whateverTheOrderAndHoweverOftenTheNewestComeFirst() {
    List<Action> actions =
        IntStream.range(0, 300).mapToObj(i -> action("shuffled", "e" + i, now - 7L * i)).toList();
    long before = live.count();

    // Five writers, each writing everything in an order of its own, in small batches.
    List<CompletableFuture<Void>> writers =
        IntStream.range(0, 5)
            .mapToObj(seed -> CompletableFuture.runAsync(() -> writeShuffled(actions, seed)))
            .toList();
    writers.forEach(CompletableFuture::join);

    assertThat(live.newest("shuffled", 100)).isEqualTo(actions.subList(0, 100));
    assertThat(live.newest("shuffled", 1)).isEqualTo(actions.subList(0, 1));
    assertThat(live.newest("shuffled", LiveActions.MAX_LIMIT)).isEqualTo(actions);
    assertThat(live.count()).isEqualTo(before + 300);
  }

  @Test
  void actionsOfOneMillisecondStayApart() {
    List<Action> actions =
        IntStream.range(0, 20).mapToObj(i -> action("same-time", "e" + i, now)).toList();
    live.write(actions);
    assertThat(live.newest("same-time", 100)).containsExactlyInAnyOrderElementsOf(actions);
  }

  @Test
  void everyFieldComesBack() {
    Action bare =
        new Action(
            "e1",
            "fields",
            "p1",
            ActionType.HIDE,
            Surface.UNKNOWN,
            now,
            Action.UNKNOWN_DURATION,
            Optional.empty());
    Action full =
        new Action(
            "e2 ü 日本",
            "fields",
            "p2",
            ActionType.CLOSE_UP,
            Surface.RELATED,
            now - 1,
            12_345,
            Optional.of("request-1"));
    live.write(List.of(full, bare));
    assertThat(live.newest("fields", 10)).containsExactly(bare, full);
    assertThat(live.newestAsync("fields", 10).join()).containsExactly(bare, full);
  }

  @Test
  void usersDoNotSeeEachOther() {
    live.write(List.of(action("neighbour", "e1", now), action("neighbour2", "e2", now)));
    assertThat(live.newest("neighbour", 10)).extracting(Action::eventId).containsExactly("e1");
    assertThat(live.newest("nobody", 10)).isEmpty();
  }

  @Test
  void anActionExpiresThirtyDaysAfterItHappenedNotAfterItArrived() {
    long justOver = now - Duration.ofDays(30).plusMinutes(1).toMillis();
    long justUnder = now - Duration.ofDays(30).minusHours(1).toMillis();
    live.write(List.of(action("ttl", "old", justOver), action("ttl", "kept", justUnder)));
    assertThat(live.newest("ttl", 10)).extracting(Action::eventId).containsExactly("kept");
  }

  @Test
  void nothingOfABadBatchIsWritten() {
    List<Action> batch =
        List.of(action("bad-batch", "e1", now), action("bad-batch", "x".repeat(201), now));
    assertThatThrownBy(() -> live.write(batch)).hasMessageContaining("event_id");
    assertThat(live.newest("bad-batch", 10)).isEmpty();
    live.write(List.of());
  }

  @Test
  void limitsAreBounded() {
    assertThatThrownBy(() -> live.newest("u", 0)).hasMessageContaining("limit");
    assertThatThrownBy(() -> live.newest("u", LiveActions.MAX_LIMIT + 1))
        .hasMessageContaining("limit");
  }

  private void writeShuffled(List<Action> actions, int seed) {
    List<Action> shuffled = new ArrayList<>(actions);
    Collections.shuffle(shuffled, new Random(seed));
    for (int from = 0; from < shuffled.size(); from += 30) {
      live.write(shuffled.subList(from, from + 30));
    }
  }

  private static Action action(String user, String event, long occurredAt) {
    return new Action(
        event,
        user,
        "pin-" + event,
        ActionType.SAVE,
        Surface.HOME,
        occurredAt,
        1_000,
        Optional.empty());
  }
}
