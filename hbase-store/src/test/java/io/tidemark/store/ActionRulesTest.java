package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ActionDraft GOOD =
      new ActionDraft("e1", "u1", "p1", "save", "home", NOW.toEpochMilli(), null, null);

  @Test
  void aDraftWithEveryFieldBecomesTheAction() throws Exception {
    ActionDraft draft =
        new ActionDraft("e1", "u1", "p1", "close_up", "ios", NOW.toEpochMilli(), 250L, "r1");

    assertThat(ActionRules.check(draft, NOW))
        .isEqualTo(
            new Action(
                "e1",
                "u1",
                "p1",
                ActionType.CLOSE_UP,
                Surface.IOS,
                NOW.toEpochMilli(),
                250,
                Optional.of("r1")));
  }

  @Test
  void whatWasNotSentIsUnknownAndNotZero() throws Exception {
    Action action = ActionRules.check(GOOD, NOW);

    assertThat(action.durationMillis()).isEqualTo(Action.UNKNOWN_DURATION);
    assertThat(action.requestId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"event_id", "user_id", "pin_id", "action_type", "surface", "occurred_at"})
  void aMissingFieldIsNamed(String field) {
    InvalidActionException refusal = refusalOf(without(field));

    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.reason()).isEqualTo("is missing");
    assertThat(refusal.fix()).startsWith("send ");
  }

  @Test
  void identifiersMayBeAnyTextOfUpTo200Characters() throws Exception {
    for (String id : new String[] {"a", "ü/日本 🎉", "🎉".repeat(200), "x".repeat(200)}) {
      assertThat(ActionRules.check(withUser(id), NOW).userId()).isEqualTo(id);
    }
  }

  @Test
  void emptyLongAndBrokenIdentifiersAreRefused() {
    assertThat(refusalOf(withUser("")).getMessage()).isEqualTo("user_id is empty");
    assertThat(refusalOf(withUser("x".repeat(201))).getMessage())
        .isEqualTo("user_id has 201 characters, more than 200");
    assertThat(refusalOf(withUser("a\u0000b")).reason()).contains("control character");
    assertThat(refusalOf(withUser("a\u0085")).reason()).contains("control character");
    assertThat(refusalOf(withUser("a\ud83c")).reason()).contains("surrogate");
  }

  @Test
  void aRequestIdIsHeldToTheSameRuleAsOtherIdentifiers() {
    assertThat(refusalOf(withRequest("")).field()).isEqualTo("request_id");
  }

  @ParameterizedTest
  @CsvSource({"SAVE,home,action_type", "save,Home,surface", "like_it,home,action_type"})
  void onlyWireNamesAreAccepted(String type, String surface, String field) {
    InvalidActionException refusal =
        refusalOf(new ActionDraft("e", "u", "p", type, surface, NOW.toEpochMilli(), null, null));

    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.fix()).contains(field.equals("surface") ? "notification" : "close_up");
  }

  @Test
  void theWindowOfTimeIsFromThirtyDaysAgoToFiveMinutesAhead() throws Exception {
    long ahead = NOW.plus(ActionRules.MAX_AHEAD).toEpochMilli();
    long oldest = NOW.minus(ActionRules.MAX_AGE).toEpochMilli();

    assertThat(ActionRules.check(at(ahead), NOW).occurredAt()).isEqualTo(ahead);
    assertThat(ActionRules.check(at(oldest), NOW).occurredAt()).isEqualTo(oldest);
    assertThat(refusalOf(at(ahead + 1)).getMessage())
        .isEqualTo("occurred_at is more than 5 minutes in the future");
    assertThat(refusalOf(at(oldest - 1)).getMessage())
        .isEqualTo("occurred_at is more than 30 days ago");
    assertThat(refusalOf(at(Long.MIN_VALUE)).field()).isEqualTo("occurred_at");
    assertThat(refusalOf(at(Long.MAX_VALUE)).field()).isEqualTo("occurred_at");
  }

  @Test
  void aDurationIsFromZeroToOneDay() throws Exception {
    assertThat(ActionRules.check(lasting(0), NOW).durationMillis()).isZero();
    assertThat(ActionRules.check(lasting(86_400_000), NOW).durationMillis()).isEqualTo(86_400_000);
    assertThat(refusalOf(lasting(-1)).field()).isEqualTo("duration_ms");
    assertThat(refusalOf(lasting(86_400_001)).field()).isEqualTo("duration_ms");
  }

  private static InvalidActionException refusalOf(ActionDraft draft) {
    return catchThrowableOfType(InvalidActionException.class, () -> ActionRules.check(draft, NOW));
  }

  private static ActionDraft without(String field) {
    return new ActionDraft(
        field.equals("event_id") ? null : GOOD.eventId(),
        field.equals("user_id") ? null : GOOD.userId(),
        field.equals("pin_id") ? null : GOOD.pinId(),
        field.equals("action_type") ? null : GOOD.actionType(),
        field.equals("surface") ? null : GOOD.surface(),
        field.equals("occurred_at") ? null : GOOD.occurredAt(),
        null,
        null);
  }

  private static ActionDraft withUser(String id) {
    return new ActionDraft("e1", id, "p1", "save", "home", NOW.toEpochMilli(), null, null);
  }

  private static ActionDraft at(long occurredAt) {
    return new ActionDraft("e1", "u1", "p1", "save", "home", occurredAt, null, null);
  }

  private static ActionDraft lasting(long duration) {
    return new ActionDraft("e1", "u1", "p1", "save", "home", NOW.toEpochMilli(), duration, null);
  }

  private static ActionDraft withRequest(String requestId) {
    return new ActionDraft("e1", "u1", "p1", "save", "home", NOW.toEpochMilli(), null, requestId);
  }
}
