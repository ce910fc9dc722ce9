package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Impression;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Impressions joined with what followed, and with nothing that came before or too late. */
class LoggedRequestsTest {
  private static final long SHOWN = TasteLog.START.plus(Duration.ofHours(50)).toEpochMilli();
  private static final long BATCH = TasteLog.START.plus(Duration.ofHours(24)).toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int SAVE = 1;
  private static final int HIDE = 1 << 2;
  private static final String A = TasteLog.pin(0, 0);
  private static final String B = TasteLog.pin(0, 1);
  private static final String C = TasteLog.pin(1, 0);

  private final PinVectors pins = TasteLog.pins();
  private final RankerConfig config = TasteLog.config(1);

  @Test
  void whatFollowsOnAShownPinIsItsOutcome() {
    PastRequest request =
        only(
            List.of(
                act(A, ActionType.SAVE, SHOWN - 1, null),
                act(B, ActionType.SAVE, SHOWN, null),
                act(C, ActionType.HIDE, SHOWN + DAY - 1, null),
                act(A, ActionType.SAVE, SHOWN + DAY, null)));
    assertThat(request.pins()).containsExactly(index(A), index(B), index(C));
    assertThat(request.outcomes()).containsExactly(0, SAVE, HIDE);
    assertThat(request.sampled()).isFalse();
    assertThat(request.surface()).isEqualTo(Surface.SEARCH.code());
  }

  @Test
  void anActionThatNamesAnotherRequestIsNotThisOnesOutcome() {
    PastRequest request =
        only(
            List.of(
                act(A, ActionType.SAVE, SHOWN + 1, "another"),
                act(B, ActionType.SAVE, SHOWN + 2, "r1")));
    assertThat(request.outcomes()).containsExactly(0, SAVE, 0);
  }

  @Test
  void nothingThatHappensAfterTheTrainingDataIsALabel() {
    List<Action> actions =
        List.of(
            act(A, ActionType.SAVE, SHOWN + 1_000, null),
            act(B, ActionType.SAVE, SHOWN + 2_000, null));
    PastRequest request =
        new LoggedRequests(config.requests(), users(actions), pins, shown(OptionalLong.empty()))
            .between(0, SHOWN + 2_000)
            .get(0);
    assertThat(request.outcomes()).containsExactly(SAVE, 0, 0);
  }

  @Test
  void featuresAreThoseOfTheLoggedAsOfAndOfStrictlyBeforeTheRequest() {
    List<Action> past =
        List.of(
            act(A, ActionType.SAVE, BATCH - 1, null),
            act(B, ActionType.SAVE, BATCH + 1, null),
            act(C, ActionType.SAVE, SHOWN - 1, null));
    List<Action> future =
        List.of(act(A, ActionType.SAVE, SHOWN, null), act(B, ActionType.HIDE, SHOWN + 5, null));
    List<Action> otherFuture =
        List.of(act(C, ActionType.HIDE, SHOWN, null), act(C, ActionType.SAVE, SHOWN + 5, null));
    RankerExample one = example(joined(past, future), OptionalLong.of(BATCH));
    RankerExample other = example(joined(past, otherFuture), OptionalLong.of(BATCH));
    assertThat(one.livePins()).containsExactly(index(C), index(B), index(A));
    assertThat(one.liveOccurredAt()).containsExactly(SHOWN - 1, BATCH + 1, BATCH - 1);
    assertThat(other.livePins()).isEqualTo(one.livePins());
    assertThat(other.liveTypes()).isEqualTo(one.liveTypes());
    assertThat(other.candidateActions()).isEqualTo(one.candidateActions());
    assertThat(other.user().map(Arrays::toString)).isEqualTo(one.user().map(Arrays::toString));
    // Only A was known to the batch: the embedding is A's vector.
    assertThat(one.user().orElseThrow())
        .isEqualTo(TasteLog.embed(List.of(new Timeline("ann", past.subList(0, 1))), pins)[0]);
    assertThat(other.outcomes()).isNotEqualTo(one.outcomes());
  }

  @Test
  void aRequestThatWasAnsweredWithoutAnEmbeddingIsLearnedFromWithoutOne() {
    RankerExample example =
        example(
            List.of(
                act(A, ActionType.SAVE, BATCH - 1, null), act(B, ActionType.SAVE, SHOWN + 1, null)),
            OptionalLong.empty());
    assertThat(example.user()).isEmpty();
  }

  @Test
  void fewLoggedRequestsLeaveTheSampledOnes() {
    RequestLog log =
        RequestLog.of(
            TasteLog.timelines(),
            shown(OptionalLong.empty()),
            pins,
            PositiveActions.standard(),
            config,
            TasteLog.AS_OF,
            1);
    assertThat(log.isLogged()).isFalse();
    assertThat(log.training()).isNotEmpty().allMatch(PastRequest::sampled);
  }

  private RankerExample example(List<Action> actions, OptionalLong batchAsOf) {
    List<UserLog> users = users(actions);
    PastRequest request =
        new LoggedRequests(config.requests(), users, pins, shown(batchAsOf))
            .between(0, Long.MAX_VALUE)
            .get(0);
    RequestLog log = new RequestLog(users, List.of(request), List.of(), List.of());
    ExampleSource source =
        ExampleSource.of(
            RankerConfig.read("small").requests(),
            log,
            histories -> TasteLog.embed(histories, pins),
            pins.size());
    return source.heldOut(request, 3, new SplittableRandom(1));
  }

  private PastRequest only(List<Action> actions) {
    List<PastRequest> requests =
        new LoggedRequests(config.requests(), users(actions), pins, shown(OptionalLong.of(BATCH)))
            .between(0, Long.MAX_VALUE);
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  private List<UserLog> users(List<Action> actions) {
    return List.of(
        UserLog.of(new Timeline("ann", actions), pins, PositiveActions.standard(), config.heads()));
  }

  private int index(String pin) {
    return pins.indexOf(pin);
  }

  private static List<Impression> shown(OptionalLong batchAsOf) {
    ServedRequest request =
        new ServedRequest(
            "r1",
            "ann",
            Surface.SEARCH,
            SHOWN,
            "ranker",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            batchAsOf,
            OptionalLong.empty(),
            List.of());
    return new ServedRanking(
            request,
            Stream.of(A, B, "never seen", C)
                .map(pin -> new ServedPin(pin, Optional.empty(), Map.of()))
                .toList())
        .impressions();
  }

  private static Action act(String pin, ActionType type, long at, String requestId) {
    return new Action(
        "%s-%s-%d".formatted(pin, type, at),
        "ann",
        pin,
        type,
        Surface.HOME,
        at,
        Action.UNKNOWN_DURATION,
        Optional.ofNullable(requestId));
  }

  private static List<Action> joined(List<Action> one, List<Action> other) {
    List<Action> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
