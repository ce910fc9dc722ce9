package io.tidemark.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.serving.errors.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration LONG = Duration.seconds(30);
  private static final Duration SHORT = Duration.milliseconds(1);
  private static final java.time.Duration ANY = java.time.Duration.ofHours(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  @Test
  void aBurstWaitsUntilThereIsRoom() throws Exception {
    Admission admission = admission(1, 64, LONG, SHORT);
    Admission.Pass first = admission.enter(ANY);
    CompletableFuture<Admission.Pass> second = enterElsewhere(admission);
    awaitWaiting(1);
    assertThat(second).isNotDone();
    first.close();
    assertThat(second.get().waitedNanos()).isPositive();
    second.get().close();
  }

  @Test
  void whoFindsTheQueueFullIsRefusedAndToldWhenToComeAgain() {
    Admission admission = admission(1, 0, LONG, SHORT);
    try (Admission.Pass first = admission.enter(ANY)) {
      assertThat(first.waitedNanos()).isNotNegative();
      assertThatThrownBy(() -> admission.enter(ANY))
          .isInstanceOfSatisfying(
              RefusedException.class, refused -> assertThat(refused.retryAfter()).isPresent());
    }
    assertThat(meters.get("tidemark.rank.refused").counter().count()).isEqualTo(1);
    admission.enter(ANY).close();
  }

  @Test
  void nobodyWaitsLongerThanItsOwnDeadline() {
    Admission admission = admission(1, 64, LONG, LONG);
    try (Admission.Pass first = admission.enter(ANY)) {
      assertThat(first.waitedNanos()).isNotNegative();
      assertThatThrownBy(() -> admission.enter(java.time.Duration.ofMillis(1)))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void inAnOverloadNobodyWaitsLong() {
    Admission admission = admission(1, 64, SHORT, SHORT);
    Admission.Pass first = admission.enter(ANY);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
    }
    first.close();
    admission.enter(ANY).close();
  }

  @Test
  void whoWaitsForSomethingElseLeavesItsPlaceToOthersAndComesBackBeforeThem() throws Exception {
    Admission admission = admission(1, 64, LONG, LONG);
    Admission.Pass first = admission.enter(ANY);
    first.stepAside();
    Admission.Pass second = admission.enter(ANY);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> newcomer =
        CompletableFuture.runAsync(
            () -> {
              try (Admission.Pass pass = admission.enter(ANY)) {
                order.add("newcomer, waited " + (pass.waitedNanos() > 0));
              }
            },
            callers);
    awaitWaiting(1);
    Thread back =
        new Thread(
            () -> {
              first.comeBack();
              order.add("back");
              first.close();
            });
    back.start();
    await().until(() -> back.getState() == Thread.State.WAITING);
    second.close();
    newcomer.get();
    assertThat(order).containsExactly("back", "newcomer, waited true");
  }

  @Test
  void thoseUnderWayAreBoundedEvenIfAllStepAside() {
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 3, 64, SHORT, SHORT, null, null), meters);
    List<Admission.Pass> aside = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      aside.add(admission.enter(ANY));
      aside.get(i).stepAside();
    }
    assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
    aside.get(0).close();
    admission.enter(ANY).close();
  }

  @Test
  void inAnOverloadHardlyMoreAreReadThanCanBeRanked() throws Exception {
    Duration always = Duration.milliseconds(0);
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 2, 64, SHORT, SHORT, always, null), meters);
    List<Admission.Arrival> inside = arrivals(admission, 5);
    assertThat(inside).hasSize(5);
    try (Admission.Pass one = admission.enter(ANY)) {
      assertThat(one.waitedNanos()).isNotNegative();
      // Nobody else is admitted at once from now on.
      assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
      assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);

      assertThat(admission.arrive()).isEmpty();
      inside.subList(0, 4).forEach(Admission.Arrival::close);
      assertThat(admission.arrive()).isPresent();
      assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
      assertThat(admission.arrive()).isEmpty();
    }
    assertThat(meters.get("tidemark.rank.refused").counter().count()).isEqualTo(5);
  }

  @Test
  void inAnOverloadWhoWaitsForHBaseKeepsNobodyOutAndWhoWaitsToComputeDoes() throws Exception {
    Duration always = Duration.milliseconds(0);
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 4, 64, SHORT, SHORT, always, null), meters);
    assertThat(arrivals(admission, 2)).hasSize(2);
    Admission.Pass slow = admission.enter(ANY);
    slow.stepAside();
    Admission.Pass busy = admission.enter(ANY);
    assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
    List<Admission.Arrival> third = arrivals(admission, 1);
    assertThat(third).as("one computes, one waits for HBase").hasSize(1);
    third.get(0).close();

    Thread back = new Thread(slow::comeBack);
    back.start();
    await().until(() -> back.getState() == Thread.State.WAITING);
    assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
    assertThat(admission.arrive()).as("one computes, one waits to").isEmpty();
    busy.close();
    back.join();
    slow.close();
  }

  @Test
  void anOverloadLetsInFewerWhileWhoComesBackFindsNoPlaceAndMoreAfterwards() throws Exception {
    Duration always = Duration.milliseconds(0);
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 4, 64, SHORT, SHORT, always, null), meters);
    assertThat(overloadLimit()).isEqualTo(5);
    for (int fewer : List.of(4, 3, 2, 2)) {
      Admission.Pass slow = admission.enter(ANY);
      slow.stepAside();
      Admission.Pass busy = admission.enter(ANY);
      Thread back = new Thread(slow::comeBack);
      back.start();
      await().until(() -> back.getState() == Thread.State.WAITING);
      beginInterval(admission);
      assertThat(overloadLimit()).isEqualTo(fewer);
      busy.close();
      back.join();
      slow.close();
    }
    for (int more : List.of(3, 4, 5, 5)) {
      try (Admission.Pass alone = admission.enter(ANY)) {
        alone.stepAside();
        alone.comeBack();
        beginInterval(admission);
      }
      assertThat(overloadLimit()).isEqualTo(more);
    }
  }

  /** By one that is refused. */
  private static void beginInterval(Admission admission) {
    assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
  }

  private double overloadLimit() {
    return meters.get("tidemark.rank.overload.limit").gauge().value();
  }

  @Test
  void anOverloadLastsUntilHardlyAnybodyIsRefused() {
    Duration always = Duration.milliseconds(0);
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 2, 64, SHORT, SHORT, always, null), meters);
    List<Admission.Arrival> inside = arrivals(admission, 2);
    Admission.Pass busy = admission.enter(ANY);
    assertThatThrownBy(() -> admission.enter(ANY)).isInstanceOf(RefusedException.class);
    busy.close();
    assertThat(admission.arrive()).as("an overload, and who asks is refused").isEmpty();
    assertThat(admission.arrive()).as("as who asked before was").isEmpty();
    inside.forEach(Admission.Arrival::close);
    assertThat(arrivals(admission, 5)).as("nobody is refused any more").hasSize(5);
  }

  @Test
  void withoutAnOverloadABurstIsReadAsFarAsItMayWait() {
    Admission admission =
        new Admission(new AdmissionConfiguration(1, 2, 3, LONG, SHORT, LONG, null), meters);

    assertThat(arrivals(admission, 9)).hasSize(5);
  }

  private static List<Admission.Arrival> arrivals(Admission admission, int asked) {
    return Stream.generate(admission::arrive).limit(asked).flatMap(Optional::stream).toList();
  }

  @Test
  void nobodyIsLostInACrowd() throws Exception {
    Admission admission = admission(2, 64, LONG, LONG);
    List<CompletableFuture<Void>> crowd = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      crowd.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 500; round++) {
                  try (Admission.Pass pass = admission.enter(ANY)) {
                    pass.stepAside();
                    Thread.yield();
                    pass.comeBack();
                  }
                }
              },
              callers));
    }
    CompletableFuture.allOf(crowd.toArray(CompletableFuture[]::new)).get();
    assertThat(meters.get("tidemark.rank.in.flight").gauge().value()).isZero();
  }

  private Admission admission(int busy, int queue, Duration burst, Duration overload) {
    return new Admission(
        new AdmissionConfiguration(busy, 64, queue, burst, overload, null, null), meters);
  }

  private CompletableFuture<Admission.Pass> enterElsewhere(Admission admission) {
    return CompletableFuture.supplyAsync(() -> admission.enter(ANY), callers);
  }

  private void awaitWaiting(int count) {
    await().until(() -> meters.get("tidemark.rank.waiting").gauge().value() == count);
  }
}
