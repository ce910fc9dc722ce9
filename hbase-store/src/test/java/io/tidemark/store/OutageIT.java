package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HBase killed without a warning, under readers and under writers. */
@ExtendWith(HBase.class)
class OutageIT {
  private static final Duration OPERATION_TIMEOUT = Duration.ofMillis(400);

  /** What the machine may add on top of the operation timeout when it is busy. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private final HBase hbase;
  private final long now = Instant.now().toEpochMilli();

  OutageIT(HBase hbase) {
    this.hbase = hbase;
  }

  @Test
  void readsFailInTimeAndRecoverByThemselves() {
    StoreConfig impatient = StoreConfig.of(hbase.address()).withOperationTimeout(OPERATION_TIMEOUT);
    try (StoreConnection connection = StoreConnection.open(impatient)) {
      LiveActions live = new LiveActions(connection);
      Releases releases = new Releases(connection);
      await().atMost(RECOVERY).ignoreExceptions().until(() -> live.newest("outage", 10).isEmpty());

      hbase.kill();
      for (int i = 0; i < 5; i++) {
        List<Action> unlucky = List.of(action("outage", i));
        assertFailsInTime(() -> live.newest("outage", 10));
        assertFailsInTime(() -> live.newestAsync("outage", 10).join());
        assertFailsInTime(() -> releases.published("outage"));
        assertFailsInTime(() -> live.write(unlucky));
      }

      hbase.start();
      await()
          .atMost(RECOVERY)
          .ignoreExceptions()
          .until(() -> releases.publishedAsync("outage").join().isEmpty());
      await()
          .atMost(RECOVERY)
          .ignoreExceptions()
          .until(() -> live.newestAsync("outage", 10).join().size() <= 5);
    }
  }

  @Test
  void nothingAcknowledgedIsLost() {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    StoreConfig patient =
        StoreConfig.of(hbase.address()).withOperationTimeout(Duration.ofSeconds(2));
    try (StoreConnection connection = StoreConnection.open(patient)) {
      LiveActions live = new LiveActions(connection);
      List<CompletableFuture<Void>> writers =
          IntStream.range(0, 2)
              .mapToObj(
                  w -> CompletableFuture.runAsync(() -> writeUntilDead(live, w, acknowledged)))
              .toList();
      await().atMost(RECOVERY).until(() -> acknowledged.size() > 500);
      hbase.kill();
      writers.forEach(
          writer -> assertThatThrownBy(writer::join).hasCauseInstanceOf(StoreException.class));

      hbase.start();
      await()
          .atMost(RECOVERY)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(eventIds(live)).containsAll(acknowledged));
    }
  }

  private void writeUntilDead(LiveActions live, int writer, Set<String> acknowledged) {
    for (int i = 0; ; i++) {
      Action action = action("kept-" + writer + "-" + i / LiveActions.MAX_LIMIT, i);
      live.write(List.of(action));
      acknowledged.add(action.userId() + action.eventId());
    }
  }

  private static Set<String> eventIds(LiveActions live) {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    for (int writer = 0; writer < 2; writer++) {
      List<Action> batch;
      for (int i = 0;
          !(batch = live.newest("kept-" + writer + "-" + i, LiveActions.MAX_LIMIT)).isEmpty();
          i++) {
        batch.forEach(action -> ids.add(action.userId() + action.eventId()));
      }
    }
    return ids;
  }

  private void assertFailsInTime(Runnable call) {
    Instant start = Instant.now();
    assertThatThrownBy(call::run)
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isInstanceOf(StoreException.class),
            thrown ->
                assertThat(thrown)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreException.class))
        .hasMessageContaining("check that HBase is up at " + hbase.address());
    assertThat(Duration.between(start, Instant.now())).isLessThan(OPERATION_TIMEOUT.plus(SLACK));
  }

  private Action action(String user, int number) {
    return new Action(
        "e" + number,
        user,
        "p",
        ActionType.SAVE,
        Surface.HOME,
        now - number,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }
}
