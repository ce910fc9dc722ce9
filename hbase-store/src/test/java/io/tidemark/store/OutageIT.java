package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** HBase killed without a warning, once, under readers and writers; then started again. */
@ExtendWith(HBase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {
  private static final Duration OPERATION_TIMEOUT = Duration.ofMillis(400);

  /** What the machine may add on top of the operation timeout when it is busy. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final int ACTIONS_OF_A_USER = 500;

  /** How a call ended while HBase was dead. */
  private record Outcome(Optional<Throwable> failure, Duration after) {}

  private final HBase hbase;
  private final long now = Instant.now().toEpochMilli();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<Outcome> calls = new ArrayList<>();
  private final List<Outcome> asyncCalls = new ArrayList<>();
  private StoreConnection connection;
  private LiveActions live;

  OutageIT(HBase hbase) {
    this.hbase = hbase;
  }

  @BeforeAll
  void killUnderLoadAndStartAgain() {
    connection =
        StoreConnection.open(
            StoreConfig.of(hbase.address()).withOperationTimeout(OPERATION_TIMEOUT));
    live = new LiveActions(connection);
    Releases releases = new Releases(connection);
    CompletableFuture<Void> writer = CompletableFuture.runAsync(this::writeUntilDead);
    await().atMost(RECOVERY).until(() -> acknowledged.size() > ACTIONS_OF_A_USER);
    hbase.kill();
    await().atMost(RECOVERY).until(writer::isDone);
    for (int i = 0; i < 3; i++) {
      List<Action> unlucky = List.of(action("unlucky", i));
      calls.add(outcome(() -> live.newest("anybody", 10)));
      calls.add(outcome(() -> releases.published("any")));
      calls.add(outcome(() -> live.write(unlucky)));
      asyncCalls.add(outcome(() -> live.newestAsync("anybody", 10).join()));
      asyncCalls.add(outcome(() -> releases.publishedAsync("any").join()));
    }
    hbase.start();
  }

  @AfterAll
  void close() {
    connection.close();
  }

  @Test
  void callsFailWithinTheOperationTimeoutAndSayWhatToCheck() {
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.failure()).get().isInstanceOf(StoreException.class);
              assertThat(call.failure().orElseThrow())
                  .hasMessageContaining("check that HBase is up at " + hbase.address());
              assertThat(call.after()).isLessThan(OPERATION_TIMEOUT.plus(SLACK));
            });
  }

  @Test
  void asynchronousReadsFailInTimeToo() {
    assertThat(asyncCalls)
        .allSatisfy(
            call -> {
              assertThat(call.failure().orElseThrow())
                  .isInstanceOf(CompletionException.class)
                  .hasCauseInstanceOf(StoreException.class);
              assertThat(call.after()).isLessThan(OPERATION_TIMEOUT.plus(SLACK));
            });
  }

  @Test
  void theSameConnectionRecoversAndNothingAcknowledgedIsLost() {
    await()
        .atMost(RECOVERY)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(eventIds()).containsAll(acknowledged));
    await()
        .atMost(RECOVERY)
        .ignoreExceptions()
        .until(() -> live.newestAsync("nobody", 10).join().isEmpty());
  }

  private void writeUntilDead() {
    for (int i = 0; ; i++) {
      Action action = action("kept-" + i / ACTIONS_OF_A_USER, i);
      try {
        live.write(List.of(action));
      } catch (StoreException dead) {
        return;
      }
      acknowledged.add(action.eventId());
    }
  }

  private Set<String> eventIds() {
    Set<String> ids = new HashSet<>();
    for (int user = 0; user <= acknowledged.size() / ACTIONS_OF_A_USER; user++) {
      live.newest("kept-" + user, LiveActions.MAX_LIMIT)
          .forEach(action -> ids.add(action.eventId()));
    }
    return ids;
  }

  private static Outcome outcome(Runnable call) {
    Instant start = Instant.now();
    Optional<Throwable> failure = Optional.empty();
    try {
      call.run();
    } catch (StoreException | CompletionException e) {
      failure = Optional.of(e);
    }
    return new Outcome(failure, Duration.between(start, Instant.now()));
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
