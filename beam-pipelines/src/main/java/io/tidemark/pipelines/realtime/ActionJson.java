package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tidemark.store.Action;
import io.tidemark.store.ActionDraft;
import io.tidemark.store.ActionRules;
import io.tidemark.store.InvalidActionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;

/**
 * One action as the value of a Kafka record: a JSON object in UTF-8, described for producers by the
 * resource {@code action.schema.json}.
 *
 * <p>Strict on purpose. A misspelt field ({@code duration} for {@code duration_ms}) would otherwise
 * be lost in silence, so unknown and repeated fields are refused. Only rules of form are here; what
 * values are allowed is {@link ActionRules}', which the HTTP door shares.
 */
public final class ActionJson {
  /** The longest value that is read at all, in bytes: a valid action has less than 8 KiB. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final int MAX_REASON_CHARACTERS = 200;

  private ActionJson() {}

  /**
   * Reads and checks one action.
   *
   * @param value the record's value, null if it had none
   * @param now against which {@code occurred_at} is judged
   * @throws InvalidActionException naming the first field that is wrong, or no field if the value
   *     is not one JSON object
   */
  public static Action parse(byte[] value, Instant now) throws InvalidActionException {
    if (value == null) {
      throw invalid("", "has no value", "send the action as a JSON object");
    }
    if (value.length > MAX_BYTES) {
      throw invalid(
          "",
          "has " + value.length + " bytes, more than " + MAX_BYTES,
          "send one action a record and nothing else");
    }
    try (JsonParser parser = JSON.createParser(decode(value))) {
      ActionDraft draft = readDraft(parser);
      if (parser.nextToken() != null) {
        throw invalid("", "goes on after the JSON object", "send one action a record");
      }
      return ActionRules.check(draft, now);
    } catch (JsonProcessingException e) {
      throw invalid("", "is not valid JSON: " + describe(e), "send a JSON object in UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from a string failed", e);
    }
  }

  /** Jackson itself would guess the encoding from the first bytes. */
  private static String decode(byte[] value) throws InvalidActionException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw invalid("", "is not UTF-8", "send a JSON object in UTF-8");
    }
  }

  private static ActionDraft readDraft(JsonParser parser)
      throws IOException, InvalidActionException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw invalid("", "is not a JSON object", "send {\"event_id\": ...}");
    }
    String eventId = null;
    String userId = null;
    String pinId = null;
    String actionType = null;
    String surface = null;
    Long occurredAt = null;
    Long durationMillis = null;
    String requestId = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "event_id" -> eventId = readText(parser, field);
        case "user_id" -> userId = readText(parser, field);
        case "pin_id" -> pinId = readText(parser, field);
        case "action_type" -> actionType = readText(parser, field);
        case "surface" -> surface = readText(parser, field);
        case "occurred_at" -> occurredAt = readInteger(parser, field);
        case "duration_ms" -> durationMillis = readInteger(parser, field);
        case "request_id" -> requestId = readText(parser, field);
        default -> throw invalid(shorten(field), "is not a known field", "leave it out");
      }
    }
    return new ActionDraft(
        eventId, userId, pinId, actionType, surface, occurredAt, durationMillis, requestId);
  }

  private static String readText(JsonParser parser, String field)
      throws IOException, InvalidActionException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NULL -> null;
      default -> throw invalid(field, "is not a string", "send a JSON string");
    };
  }

  /**
   * JSON does not tell 1 from 1.0, so a number without a fraction is an integer however written.
   */
  private static Long readInteger(JsonParser parser, String field)
      throws IOException, InvalidActionException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        try {
          yield parser.getDecimalValue().longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
          // The second is what Jackson throws for an exponent that no BigDecimal can have.
          throw invalid(field, "is not a whole number of 64 bits", "send whole milliseconds");
        }
      }
      case VALUE_NULL -> null;
      default -> throw invalid(field, "is not a number", "send whole milliseconds");
    };
  }

  private static String describe(JsonProcessingException e) {
    String where =
        e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
    return shorten(e.getOriginalMessage()) + where;
  }

  private static String shorten(String text) {
    return text.length() <= MAX_REASON_CHARACTERS
        ? text
        : text.substring(0, MAX_REASON_CHARACTERS) + "...";
  }

  private static InvalidActionException invalid(String field, String reason, String fix) {
    return new InvalidActionException(field, reason, fix);
  }
}
