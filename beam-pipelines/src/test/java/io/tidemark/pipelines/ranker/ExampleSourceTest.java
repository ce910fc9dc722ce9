package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExampleSourceTest {
  private static final PositiveActions POSITIVES = PositiveActions.standard();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long LIVE_AGE = Duration.ofHours(12).toMillis();
  private static final int SAVE = 1;
  private static final int HIDE = 1 << 2;

  private final PinVectors pins = TasteLog.pins();
  private final RankerConfig config = TasteLog.config(1);

  @Test
  void nothingOfTheRequestsInstantOrLaterReachesAnExample() {
    List<Timeline> timelines = TasteLog.timelines();
    List<PastRequest> all = all(log(timelines));
    for (int number = 0; number < all.size(); number += 37) {
      PastRequest request = all.get(number);
      RankerExample before = example(timelines, request);
      // Everything from the request on happens otherwise, for this user and for everyone.
      List<Timeline> otherFuture =
          timelines.stream().map(one -> withOtherFuture(one, request)).toList();
      RankerExample after = example(otherFuture, request);

      assertThat(after.user().map(Arrays::toString)).isEqualTo(before.user().map(Arrays::toString));
      assertThat(after.interests().map(Arrays::toString))
          .isEqualTo(before.interests().map(Arrays::toString));
      assertThat(after.livePins()).isEqualTo(before.livePins());
      assertThat(after.liveTypes()).isEqualTo(before.liveTypes());
      assertThat(after.liveSurfaces()).isEqualTo(before.liveSurfaces());
      assertThat(after.liveOccurredAt()).isEqualTo(before.liveOccurredAt());
      assertThat(popularities(otherFuture, request)).isEqualTo(popularities(timelines, request));
    }
  }

  @Test
  void theBatchEndsAtAMidnightAndTheLiveSideJustBeforeTheRequest() {
    for (PastRequest request : all(log(TasteLog.timelines()))) {
      UserLog user = request.user();
      int[] live = request.liveRows(Integer.MAX_VALUE, LIVE_AGE);
      assertThat(request.batchActions())
          .allMatch(action -> action.occurredAt() < request.batchAsOf());
      assertThat(request.batchAsOf() % DAY).isZero();
      assertThat(request.requestedAt() - request.batchAsOf()).isBetween(0L, 2 * DAY);
      for (int i = 0; i < live.length; i++) {
        assertThat(live[i]).isEqualTo(user.rowsBefore(request.requestedAt()) - 1 - i);
        assertThat(user.occurredAt(live[i]))
            .isBetween(request.requestedAt() - LIVE_AGE, request.requestedAt() - 1);
      }
    }
  }

  @Test
  void theLiveSideKeepsTheNewest() {
    PastRequest request = someRequest();
    assertThat(request.liveRows(2, LIVE_AGE))
        .isEqualTo(Arrays.copyOf(request.liveRows(100, LIVE_AGE), 2));
  }

  @Test
  void theWindowMaskHidesTheNewestTimeButNeverTheNewestAction() {
    SplittableRandom random = new SplittableRandom(2);
    for (PastRequest request : all(log(TasteLog.timelines()))) {
      int[] rows = request.liveRows(100, LIVE_AGE);
      long hidden = random.nextLong(LIVE_AGE);
      int[] left = ExampleSource.masked(request, rows, hidden);
      List<Integer> expected = new ArrayList<>();
      for (int row : rows) {
        boolean isNewest = row == rows[0];
        boolean isHidden = request.user().occurredAt(row) > request.requestedAt() - hidden;
        if (isNewest || !isHidden) {
          expected.add(row);
        }
      }
      assertThat(Arrays.stream(left).boxed()).isEqualTo(expected);
      assertThat(ExampleSource.masked(request, rows, 0)).isEqualTo(rows);
    }
  }

  @Test
  void theWindowMaskIsOfTrainingOnly() {
    RequestLog log = log(TasteLog.timelines());
    PastRequest request = someRequest();
    int rows = request.liveRows(100, LIVE_AGE).length;
    SplittableRandom random = new SplittableRandom(3);
    boolean hid = false;
    for (int i = 0; i < 200; i++) {
      int left = source(log).training(request, random).livePins().length;
      hid |= left > 0 && left < rows;
      assertThat(source(log).heldOut(request, 5, random).livePins()).hasSize(rows);
    }
    assertThat(hid).isTrue();
  }

  @Test
  void aVisitsOutcomeIsWhatFollowsInTheWindowAndNothingLater() {
    long at = TasteLog.START.toEpochMilli() + 1_000;
    long window = config.requests().outcome().toMillis();
    String pin = TasteLog.pin(0, 0);
    UserLog user =
        UserLog.of(
            new Timeline(
                "ann",
                List.of(
                    TasteLog.action("ann", pin, ActionType.SAVE, at),
                    TasteLog.action("ann", pin, ActionType.HIDE, at + window - 1),
                    TasteLog.action("ann", TasteLog.pin(0, 1), ActionType.SAVE, at + window),
                    TasteLog.action("ann", TasteLog.pin(0, 1), ActionType.HIDE, at + 2 * window))),
            pins,
            POSITIVES,
            config.heads());
    List<SampledRequests.Visit> visits =
        new SampledRequests(config.requests()).visits(user, 0, Long.MAX_VALUE);
    assertThat(visits)
        .containsExactly(
            new SampledRequests.Visit(0, SAVE | HIDE),
            new SampledRequests.Visit(2, SAVE),
            new SampledRequests.Visit(3, HIDE));
    assertThat(new SampledRequests(config.requests()).visits(user, 0, at + window - 1))
        .containsExactly(new SampledRequests.Visit(0, SAVE));
  }

  @Test
  void actionsOfTheSameInstantAsTheRequestAreNotLive() {
    long at = TasteLog.START.toEpochMilli() + 1_000;
    Timeline timeline =
        new Timeline(
            "ann",
            List.of(
                TasteLog.action("ann", TasteLog.pin(0, 0), ActionType.SAVE, at - 1),
                TasteLog.action("ann", TasteLog.pin(0, 1), ActionType.SAVE, at),
                TasteLog.action("ann", TasteLog.pin(0, 2), ActionType.SAVE, at)));
    for (PastRequest request : all(log(List.of(timeline)))) {
      for (int row : request.liveRows(100, LIVE_AGE)) {
        assertThat(request.user().occurredAt(row)).isLessThan(request.requestedAt());
      }
    }
  }

  @Test
  void negativesAreNeverWantedByTheUserAndHidesOfTheDayAreAmongThem() {
    RequestLog log = log(TasteLog.timelines());
    ExampleSource source = source(log);
    SplittableRandom random = new SplittableRandom(1);
    int hidden = 0;
    for (PastRequest request : log.training()) {
      RankerExample example = source.training(request, random);
      assertThat(example.candidates()).hasSize(config.requests().negatives() + 1);
      assertThat(example.candidates()[0]).isEqualTo(request.pins()[0]);
      assertThat(example.outcomes()[0]).isEqualTo(request.outcomes()[0]).isNotZero();
      for (int i = 1; i < example.candidates().length; i++) {
        int pin = example.candidates()[i];
        assertThat(request.user().wants(pin)).isFalse();
        hidden += hides(request.user(), pin) ? 1 : 0;
        assertThat(example.isLabelled(i, 0)).isFalse();
      }
    }
    assertThat(hidden).isGreaterThan(log.training().size() / 4);
  }

  @Test
  void eachSideIsLeftOutAboutAsOftenAsConfigured() {
    RequestLog log = log(TasteLog.timelines());
    ExampleSource source = source(log);
    SplittableRandom random = new SplittableRandom(1);
    int withoutBatch = 0;
    int known = 0;
    for (PastRequest request : log.training()) {
      if (!request.batchActions().isEmpty()) {
        known++;
        withoutBatch += source.training(request, random).user().isEmpty() ? 1 : 0;
      }
    }
    assertThat(withoutBatch / (double) known).isBetween(0.10, 0.20);
  }

  @Test
  void interestsAreThoseOfTheActionsThatTheBatchHadSeen() {
    RequestLog log = log(TasteLog.timelines());
    ExampleSource source = source(log).withInterests(log, interests());
    int known = 0;
    for (PastRequest request : log.heldOut()) {
      Optional<float[]> interests = source.heldOut(request, 5, new SplittableRandom(1)).interests();
      List<Action> seen = request.batchActions();
      assertThat(interests.isPresent()).isEqualTo(seen.stream().anyMatch(POSITIVES::includes));
      if (interests.isPresent()) {
        known++;
        assertThat(interests.get())
            .containsExactly(
                interests().embed(List.of(new Timeline(request.user().userId(), seen)))[0]);
      }
      assertThat(source(log).heldOut(request, 5, new SplittableRandom(1)).interests()).isEmpty();
    }
    assertThat(known).isGreaterThan(log.heldOut().size() / 2);
  }

  @Test
  void interestsAreLeftOutAloneAtTimesAsTheirReleaseMayBeMissing() {
    RequestLog log = log(TasteLog.timelines());
    ExampleSource source = source(log).withInterests(log, interests());
    SplittableRandom random = new SplittableRandom(1);
    int alone = 0;
    int embedded = 0;
    for (PastRequest request : log.training()) {
      RankerExample example = source.training(request, random);
      if (example.user().isPresent()
          && request.batchActions().stream().anyMatch(POSITIVES::includes)) {
        embedded++;
        alone += example.interests().isEmpty() ? 1 : 0;
      }
    }
    assertThat(alone / (double) embedded).isBetween(0.10, 0.20);
  }

  @Test
  void theSameSeedDrawsTheSameExamples() {
    RequestLog log = log(TasteLog.timelines());
    PastRequest request = log.training().get(5);
    RankerExample one = source(log).training(request, new SplittableRandom(9));
    RankerExample other =
        source(log(TasteLog.timelines()))
            .training(log(TasteLog.timelines()).training().get(5), new SplittableRandom(9));
    assertThat(other.candidates()).isEqualTo(one.candidates());
    assertThat(other.candidateActions()).isEqualTo(one.candidateActions());
  }

  @Test
  void aUserWithoutHistoryHasNoEmbedding() {
    PastRequest first =
        all(log(TasteLog.timelines())).stream()
            .filter(request -> request.batchActions().isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(example(TasteLog.timelines(), first).user()).isEqualTo(Optional.empty());
  }

  @Test
  void aBatchOfTheFutureIsRefused() {
    UserLog user = UserLog.of(TasteLog.timelines().get(0), pins, POSITIVES, config.heads());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PastRequest(user, 5, 1, 6, true, 5, new int[] {0}, new int[] {1}, true));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PastRequest(user, 5, 1, 5, true, 6, new int[] {0}, new int[] {1}, true));
  }

  /** Actions from the request's instant on fall on other pins, and new ones happen. */
  private static Timeline withOtherFuture(Timeline timeline, PastRequest request) {
    List<Action> actions = new ArrayList<>();
    for (Action action : timeline.actions()) {
      boolean past = action.occurredAt() < request.requestedAt();
      if (past) {
        actions.add(action);
      } else {
        actions.add(
            TasteLog.action(
                timeline.userId(), TasteLog.pin(0, 0), ActionType.SAVE, action.occurredAt()));
      }
    }
    actions.add(
        TasteLog.action(
            timeline.userId(), TasteLog.pin(1, 1), ActionType.SAVE, request.requestedAt()));
    actions.sort(Action.OLDEST_FIRST);
    return new Timeline(timeline.userId(), actions);
  }

  /** What the batch side would tell of every pin's popularity. */
  private List<Integer> popularities(List<Timeline> timelines, PastRequest request) {
    PinActivity activity = PinActivity.of(log(timelines).users(), pins.size());
    List<Integer> counts = new ArrayList<>();
    for (int pin = 0; pin < pins.size(); pin++) {
      counts.add(activity.popularity(pin, request.batchAsOf()));
    }
    return counts;
  }

  /** The example of the same request in that log. */
  private RankerExample example(List<Timeline> timelines, PastRequest request) {
    RequestLog log = log(timelines);
    UserLog user =
        log.users().stream()
            .filter(one -> one.userId().equals(request.user().userId()))
            .findFirst()
            .orElseThrow();
    PastRequest same =
        new PastRequest(
            user,
            request.requestedAt(),
            request.surface(),
            request.batchAsOf(),
            true,
            request.interestsAsOf(),
            request.pins(),
            request.outcomes(),
            true);
    RequestLog only = new RequestLog(log.users(), List.of(same), List.of(), List.of());
    return source(only).withInterests(only, interests()).heldOut(same, 5, new SplittableRandom(1));
  }

  private PastRequest someRequest() {
    return all(log(TasteLog.timelines())).stream()
        .filter(one -> one.liveRows(100, LIVE_AGE).length > 3)
        .findFirst()
        .orElseThrow();
  }

  private static boolean hides(UserLog user, int pin) {
    for (int row = 0; row < user.pins().length; row++) {
      if (user.pins()[row] == pin && user.actions().get(row).type() == ActionType.HIDE) {
        return true;
      }
    }
    return false;
  }

  private RequestLog log(List<Timeline> timelines) {
    return RequestLog.of(timelines, pins, POSITIVES, config, TasteLog.AS_OF, 7);
  }

  private ExampleSource source(RequestLog log) {
    return ExampleSource.of(
        config.requests(), log, histories -> TasteLog.embed(histories, pins), pins.size());
  }

  private UserEncoder interests() {
    return TasteLog.interests(pins);
  }

  private static List<PastRequest> all(RequestLog log) {
    List<PastRequest> all = new ArrayList<>(log.training());
    all.addAll(log.heldOut());
    return all;
  }
}
