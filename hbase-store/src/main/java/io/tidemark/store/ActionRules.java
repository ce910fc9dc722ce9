package io.tidemark.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What makes a live action valid: one set of rules for the HTTP door and for the stream, so that
 * what one lets in the other does not refuse.
 *
 * <p>Identifiers have 1 to {@value #MAX_ID_CHARACTERS} Unicode characters, none of them a control
 * character, and can be written as UTF-8. An action lies at most {@link #MAX_AHEAD} in the future
 * (clocks differ) and at most {@link #MAX_AGE} in the past (older ones would expire from HBase at
 * once: import them instead).
 */
public final class ActionRules {
  /** The longest identifier, in Unicode characters (code points). */
  public static final int MAX_ID_CHARACTERS = 200;

  /** How far ahead of the clock {@code occurred_at} may lie. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** How far back {@code occurred_at} may lie: as long as live actions are kept. */
  public static final Duration MAX_AGE = Duration.ofDays(30);

  /** The longest {@code duration_ms}: a day. */
  public static final long MAX_DURATION_MILLIS = Duration.ofDays(1).toMillis();

  private static final String ACTION_TYPES =
      Arrays.stream(ActionType.values())
          .map(ActionType::wireName)
          .collect(Collectors.joining(", "));

  private static final String SURFACES =
      Arrays.stream(Surface.values()).map(Surface::wireName).collect(Collectors.joining(", "));

  private ActionRules() {}

  /**
   * Turns a draft into an action.
   *
   * @param now against which {@code occurred_at} is judged
   * @throws InvalidActionException naming the first field that breaks a rule, in the order of
   *     {@link ActionDraft}
   */
  public static Action check(ActionDraft draft, Instant now) throws InvalidActionException {
    return new Action(
        requireId("event_id", draft.eventId()),
        requireId("user_id", draft.userId()),
        requireId("pin_id", draft.pinId()),
        actionType(draft.actionType()),
        surface(draft.surface()),
        occurredAt(draft.occurredAt(), now),
        duration(draft.durationMillis()),
        draft.requestId() == null
            ? Optional.empty()
            : Optional.of(requireId("request_id", draft.requestId())));
  }

  /**
   * Checks one identifier on its own, such as the user of a ranking request.
   *
   * @param field its name, for the error
   * @param value the identifier, null if it was not sent
   * @return the identifier
   * @throws InvalidActionException if it is missing, empty, too long, holds control characters or
   *     is not valid Unicode
   */
  public static String requireId(String field, String value) throws InvalidActionException {
    if (value == null) {
      throw invalidId(field, "is missing");
    }
    if (value.isEmpty()) {
      throw invalidId(field, "is empty");
    }
    int characters = value.codePointCount(0, value.length());
    if (characters > MAX_ID_CHARACTERS) {
      throw invalidId(field, "has " + characters + " characters, more than " + MAX_ID_CHARACTERS);
    }
    for (int i = 0; i < value.length(); ) {
      int character = value.codePointAt(i);
      if (Character.isISOControl(character)) {
        throw invalidId(field, "has a control character at position " + i);
      }
      if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        throw invalidId(field, "has half a surrogate pair at position " + i);
      }
      i += Character.charCount(character);
    }
    return value;
  }

  private static InvalidActionException invalidId(String field, String reason) {
    return new InvalidActionException(
        field,
        reason,
        "send a string of 1 to " + MAX_ID_CHARACTERS + " characters without control characters");
  }

  private static ActionType actionType(String wireName) throws InvalidActionException {
    String fix = "send one of " + ACTION_TYPES;
    if (wireName == null) {
      throw new InvalidActionException("action_type", "is missing", fix);
    }
    return ActionType.fromWireName(wireName)
        .orElseThrow(() -> new InvalidActionException("action_type", "is not a known type", fix));
  }

  private static Surface surface(String wireName) throws InvalidActionException {
    String fix = "send one of " + SURFACES;
    if (wireName == null) {
      throw new InvalidActionException("surface", "is missing", fix);
    }
    return Surface.fromWireName(wireName)
        .orElseThrow(() -> new InvalidActionException("surface", "is not a known surface", fix));
  }

  private static long occurredAt(Long value, Instant now) throws InvalidActionException {
    if (value == null) {
      throw new InvalidActionException(
          "occurred_at", "is missing", "send milliseconds since 1970-01-01 UTC");
    }
    if (value > now.plus(MAX_AHEAD).toEpochMilli()) {
      throw new InvalidActionException(
          "occurred_at",
          "is more than " + MAX_AHEAD.toMinutes() + " minutes in the future",
          "send milliseconds since 1970-01-01 UTC, and check the sender's clock");
    }
    if (value < now.minus(MAX_AGE).toEpochMilli()) {
      throw new InvalidActionException(
          "occurred_at",
          "is more than " + MAX_AGE.toDays() + " days ago",
          "send milliseconds (not seconds) since 1970-01-01 UTC; import older actions instead");
    }
    return value;
  }

  private static long duration(Long value) throws InvalidActionException {
    if (value == null) {
      return Action.UNKNOWN_DURATION;
    }
    if (value < 0 || value > MAX_DURATION_MILLIS) {
      throw new InvalidActionException(
          "duration_ms",
          "is outside 0 to " + MAX_DURATION_MILLIS,
          "send milliseconds, at most a day, or leave it out if nobody measured it");
    }
    return value;
  }
}
