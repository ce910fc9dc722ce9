package io.tidemark.pipelines.actionlog;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * An {@link Action} as a row of the table {@code actions}: Hive's columns, with types and surfaces
 * by their wire names so that SQL can be written against them, and NULL for what nobody measured.
 */
public final class ActionParquet {
  private static final String EVENT_ID = "event_id";
  private static final String USER_ID = "user_id";
  private static final String PIN_ID = "pin_id";
  private static final String ACTION_TYPE = "action_type";
  private static final String SURFACE = "surface";
  private static final String OCCURRED_AT = "occurred_at";
  private static final String DURATION_MS = "duration_ms";
  private static final String REQUEST_ID = "request_id";

  /** The columns, without the partition's. */
  public static final Schema SCHEMA =
      SchemaBuilder.record("action")
          .namespace("io.tidemark")
          .fields()
          .requiredString(EVENT_ID)
          .requiredString(USER_ID)
          .requiredString(PIN_ID)
          .requiredString(ACTION_TYPE)
          .requiredString(SURFACE)
          .requiredLong(OCCURRED_AT)
          .optionalLong(DURATION_MS)
          .optionalString(REQUEST_ID)
          .endRecord();

  private ActionParquet() {}

  /** The partition an action belongs to: the UTC day it occurred on, however late it arrives. */
  public static LocalDate day(Action action) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(action.occurredAt()), ZoneOffset.UTC);
  }

  public static GenericRecord toRecord(Action action) {
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put(EVENT_ID, action.eventId());
    row.put(USER_ID, action.userId());
    row.put(PIN_ID, action.pinId());
    row.put(ACTION_TYPE, action.type().wireName());
    row.put(SURFACE, action.surface().wireName());
    row.put(OCCURRED_AT, action.occurredAt());
    if (action.durationMillis() != Action.UNKNOWN_DURATION) {
      row.put(DURATION_MS, action.durationMillis());
    }
    action.requestId().ifPresent(requestId -> row.put(REQUEST_ID, requestId));
    return row;
  }

  /**
   * @throws IllegalArgumentException if the row is none this version can understand; the message
   *     names the event and the column
   */
  public static Action fromRecord(GenericRecord row) {
    String eventId = text(row, EVENT_ID, "a row without event_id");
    String of = "event " + eventId;
    String type = text(row, ACTION_TYPE, of);
    String surface = text(row, SURFACE, of);
    Object duration = row.get(DURATION_MS);
    Object requestId = row.get(REQUEST_ID);
    return new Action(
        eventId,
        text(row, USER_ID, of),
        text(row, PIN_ID, of),
        ActionType.fromWireName(type).orElseThrow(() -> unknown(of, ACTION_TYPE, type)),
        Surface.fromWireName(surface).orElseThrow(() -> unknown(of, SURFACE, surface)),
        ((Number) required(row, OCCURRED_AT, of)).longValue(),
        duration == null ? Action.UNKNOWN_DURATION : ((Number) duration).longValue(),
        Optional.ofNullable(requestId).map(Object::toString));
  }

  private static String text(GenericRecord row, String column, String of) {
    return required(row, column, of).toString();
  }

  private static Object required(GenericRecord row, String column, String of) {
    Object value = row.get(column);
    if (value == null) {
      throw new IllegalArgumentException(of + " in Hive's table actions has no " + column);
    }
    return value;
  }

  private static IllegalArgumentException unknown(String of, String column, String value) {
    return new IllegalArgumentException(
        "%s in Hive's table actions has %s '%s', which this version does not know"
            .formatted(of, column, value));
  }
}
