package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A {@link Timeline} as a row of the table {@code user_sequences}. {@code newest_at} stands beside
 * the actions so that a reader can tell who was active since an instant without decoding them.
 */
public final class SequenceParquet {
  static final String USER_ID = "user_id";
  static final String NEWEST_AT = "newest_at";

  private static final String ACTIONS = "actions";

  /** An action without its user, whose row it stands in. */
  private static final Schema ACTION =
      SchemaBuilder.record("sequence_action")
          .namespace("io.tidemark")
          .fields()
          .requiredString("event_id")
          .requiredString("pin_id")
          .requiredString("action_type")
          .requiredString("surface")
          .requiredLong("occurred_at")
          .optionalLong("duration_ms")
          .optionalString("request_id")
          .endRecord();

  /** The columns. */
  public static final Schema SCHEMA =
      SchemaBuilder.record("user_sequence")
          .namespace("io.tidemark")
          .fields()
          .requiredString(USER_ID)
          .requiredLong(NEWEST_AT)
          .name(ACTIONS)
          .type()
          .array()
          .items(ACTION)
          .noDefault()
          .endRecord();

  private SequenceParquet() {}

  /** A timeline with at least one action as a row. */
  public static GenericRecord toRecord(Timeline timeline) {
    List<GenericRecord> actions = new ArrayList<>(timeline.actions().size());
    for (Action action : timeline.actions()) {
      GenericRecord row = new GenericData.Record(ACTION);
      row.put(0, action.eventId());
      row.put(1, action.pinId());
      row.put(2, action.type().wireName());
      row.put(3, action.surface().wireName());
      row.put(4, action.occurredAt());
      if (action.durationMillis() != Action.UNKNOWN_DURATION) {
        row.put(5, action.durationMillis());
      }
      action.requestId().ifPresent(requestId -> row.put(6, requestId));
      actions.add(row);
    }
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put(0, timeline.userId());
    row.put(1, newestAt(timeline));
    row.put(2, actions);
    return row;
  }

  /**
   * A row as a timeline.
   *
   * @throws IllegalArgumentException if the row holds what this version does not know; the message
   *     names the event
   */
  public static Timeline toTimeline(GenericRecord row) {
    String user = row.get(0).toString();
    List<?> rows = (List<?>) row.get(2);
    List<Action> actions = new ArrayList<>(rows.size());
    for (Object each : rows) {
      actions.add(toAction(user, (GenericRecord) each));
    }
    return new Timeline(user, actions);
  }

  private static Action toAction(String user, GenericRecord row) {
    String eventId = row.get(0).toString();
    String type = row.get(2).toString();
    String surface = row.get(3).toString();
    return new Action(
        eventId,
        user,
        row.get(1).toString(),
        ActionType.fromWireName(type).orElseThrow(() -> unknown(eventId, "action type", type)),
        Surface.fromWireName(surface).orElseThrow(() -> unknown(eventId, "surface", surface)),
        (Long) row.get(4),
        row.get(5) == null ? Action.UNKNOWN_DURATION : (Long) row.get(5),
        Optional.ofNullable(row.get(6)).map(Object::toString));
  }

  static String userId(GenericRecord row) {
    return row.get(0).toString();
  }

  static int actions(GenericRecord row) {
    return ((List<?>) row.get(2)).size();
  }

  private static long newestAt(Timeline timeline) {
    return timeline.actions().get(timeline.actions().size() - 1).occurredAt();
  }

  private static IllegalArgumentException unknown(String eventId, String what, String value) {
    return new IllegalArgumentException(
        "event %s in a file of timelines has the %s '%s', which this version does not know"
            .formatted(eventId, what, value));
  }
}
