package io.tidemark.pipelines.impressionlog;

import io.tidemark.store.Impression;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * An {@link Impression} as a row of the table {@code impressions}: Hive's columns, NULL for what
 * was not there or is unknown.
 */
public final class ImpressionParquet {
  private static final String REQUEST_ID = "request_id";
  private static final String USER_ID = "user_id";
  private static final String PIN_ID = "pin_id";
  private static final String POSITION = "position";
  private static final String SURFACE = "surface";
  private static final String SCORE = "score";
  private static final String SCORES = "scores";
  private static final String ARMS = "arms";
  private static final String RANKED_BY = "ranked_by";
  private static final String RANKER_RELEASE = "ranker_release";
  private static final String PINNERFORMER_RELEASE = "pinnerformer_release";
  private static final String PINS_RELEASE = "pins_release";
  private static final String BATCH_AS_OF = "batch_as_of";
  private static final String LIVE_AS_OF = "live_as_of";
  private static final String DEGRADED = "degraded";
  private static final String SHOWN_AT = "shown_at";
  private static final String BATCH_STATUS = "batch_status";
  private static final String LIVE_STATUS = "live_status";
  private static final String BATCH_USED = "batch_used";
  private static final String LIVE_ACTIONS = "live_actions";
  private static final String LIVE_DIGEST = "live_digest";
  private static final String INTERESTS_AS_OF = "interests_as_of";
  private static final String HEAD_WEIGHTS = "head_weights";
  private static final String HISTORY_DIGEST = "history_digest";

  /** The columns, without the partition's. */
  public static final Schema SCHEMA =
      SchemaBuilder.record("impression")
          .namespace("io.tidemark")
          .fields()
          .requiredString(REQUEST_ID)
          .requiredString(USER_ID)
          .requiredString(PIN_ID)
          .requiredInt(POSITION)
          .requiredString(SURFACE)
          .optionalFloat(SCORE)
          .name(SCORES)
          .type()
          .map()
          .values()
          .floatType()
          .noDefault()
          .name(ARMS)
          .type()
          .map()
          .values()
          .stringType()
          .noDefault()
          .requiredString(RANKED_BY)
          .optionalString(RANKER_RELEASE)
          .optionalString(PINNERFORMER_RELEASE)
          .optionalString(PINS_RELEASE)
          .optionalLong(BATCH_AS_OF)
          .optionalLong(LIVE_AS_OF)
          .name(DEGRADED)
          .type()
          .array()
          .items()
          .stringType()
          .noDefault()
          .requiredLong(SHOWN_AT)
          .optionalString(BATCH_STATUS)
          .optionalString(LIVE_STATUS)
          .optionalBoolean(BATCH_USED)
          .optionalInt(LIVE_ACTIONS)
          .optionalLong(LIVE_DIGEST)
          .name(HEAD_WEIGHTS)
          .type()
          .optional()
          .map()
          .values()
          .floatType()
          .optionalLong(INTERESTS_AS_OF)
          .optionalLong(HISTORY_DIGEST)
          .endRecord();

  private ImpressionParquet() {}

  /** The rows of one answer, in the order of its pins. */
  public static List<GenericRecord> toRecords(ServedRanking ranking) {
    return ranking.impressions().stream().map(ImpressionParquet::toRecord).toList();
  }

  static GenericRecord toRecord(Impression impression) {
    ServedRequest request = impression.request();
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put(REQUEST_ID, request.requestId());
    row.put(USER_ID, request.userId());
    row.put(PIN_ID, impression.pin().pinId());
    row.put(POSITION, impression.position());
    row.put(SURFACE, request.surface().wireName());
    row.put(SCORE, impression.pin().score().orElse(null));
    row.put(SCORES, impression.pin().headScores());
    row.put(ARMS, request.arms());
    row.put(RANKED_BY, request.rankedBy());
    row.put(RANKER_RELEASE, request.rankerRelease().orElse(null));
    row.put(PINNERFORMER_RELEASE, request.pinnerformerRelease().orElse(null));
    row.put(PINS_RELEASE, request.pinsRelease().orElse(null));
    request.batchAsOf().ifPresent(asOf -> row.put(BATCH_AS_OF, asOf));
    request.liveAsOf().ifPresent(asOf -> row.put(LIVE_AS_OF, asOf));
    row.put(DEGRADED, request.degraded());
    row.put(SHOWN_AT, request.shownAt());
    ServedInputs inputs = request.inputs();
    row.put(BATCH_STATUS, inputs.batchStatus().orElse(null));
    row.put(LIVE_STATUS, inputs.liveStatus().orElse(null));
    row.put(BATCH_USED, inputs.batchUsed().orElse(null));
    inputs.liveActions().ifPresent(actions -> row.put(LIVE_ACTIONS, actions));
    inputs.liveDigest().ifPresent(digest -> row.put(LIVE_DIGEST, digest));
    row.put(HEAD_WEIGHTS, inputs.headWeights());
    inputs.interestsAsOf().ifPresent(asOf -> row.put(INTERESTS_AS_OF, asOf));
    inputs.historyDigest().ifPresent(digest -> row.put(HISTORY_DIGEST, digest));
    return row;
  }

  /**
   * @throws IllegalArgumentException if the row is none this version can understand; the message
   *     names the request and the column
   */
  public static Impression fromRecord(GenericRecord row) {
    String requestId = required(row, REQUEST_ID, "a row without request_id").toString();
    String of = "request " + requestId;
    String surface = required(row, SURFACE, of).toString();
    ServedRequest request =
        new ServedRequest(
            requestId,
            required(row, USER_ID, of).toString(),
            Surface.fromWireName(surface)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s in Hive's table impressions has surface '%s', which this version does not know"
                                .formatted(of, surface))),
            ((Number) required(row, SHOWN_AT, of)).longValue(),
            required(row, RANKED_BY, of).toString(),
            text(row, RANKER_RELEASE),
            text(row, PINNERFORMER_RELEASE),
            text(row, PINS_RELEASE),
            map(required(row, ARMS, of), Object::toString),
            number(row, BATCH_AS_OF),
            number(row, LIVE_AS_OF),
            ((List<?>) required(row, DEGRADED, of)).stream().map(Object::toString).toList(),
            inputs(row));
    ServedPin pin =
        new ServedPin(
            required(row, PIN_ID, of).toString(),
            Optional.ofNullable(row.get(SCORE)).map(value -> ((Number) value).floatValue()),
            map(required(row, SCORES, of), value -> ((Number) value).floatValue()));
    return new Impression(request, pin, ((Number) required(row, POSITION, of)).intValue());
  }

  /** Files of older versions do not have these columns. */
  private static ServedInputs inputs(GenericRecord row) {
    return new ServedInputs(
        text(row, BATCH_STATUS),
        text(row, LIVE_STATUS),
        Optional.ofNullable((Boolean) value(row, BATCH_USED)),
        value(row, LIVE_ACTIONS) == null
            ? OptionalInt.empty()
            : OptionalInt.of(((Number) value(row, LIVE_ACTIONS)).intValue()),
        number(row, LIVE_DIGEST),
        number(row, INTERESTS_AS_OF),
        value(row, HEAD_WEIGHTS) == null
            ? Map.of()
            : map(value(row, HEAD_WEIGHTS), value -> ((Number) value).floatValue()),
        number(row, HISTORY_DIGEST));
  }

  /** Null if the row has none, or its file has no such column. */
  private static Object value(GenericRecord row, String column) {
    return row.getSchema().getField(column) == null ? null : row.get(column);
  }

  private static <T> Map<String, T> map(Object column, Function<Object, T> value) {
    Map<String, T> map = new HashMap<>();
    ((Map<?, ?>) column).forEach((key, read) -> map.put(key.toString(), value.apply(read)));
    return map;
  }

  private static Optional<String> text(GenericRecord row, String column) {
    return Optional.ofNullable(value(row, column)).map(Object::toString);
  }

  private static OptionalLong number(GenericRecord row, String column) {
    return value(row, column) == null
        ? OptionalLong.empty()
        : OptionalLong.of(((Number) value(row, column)).longValue());
  }

  private static Object required(GenericRecord row, String column, String of) {
    Object value = row.get(column);
    if (value == null) {
      throw new IllegalArgumentException(of + " in Hive's table impressions has no " + column);
    }
    return value;
  }
}
