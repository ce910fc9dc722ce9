package io.tidemark.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A {@link ServedRanking} as the value of a record in the topic {@code impressions}: JSON in UTF-8,
 * with the heads' names once and each pin's probabilities in their order. What is unknown is left
 * out.
 *
 * <pre>{@code
 * {"request_id": "r1", "user_id": "u1", "surface": "home", "shown_at": 1767225600000,
 *  "ranked_by": "ranker", "ranker_release": "...", "pinnerformer_release": "...",
 *  "pins_release": "...", "arms": {}, "batch_as_of": 1767139200000, "live_as_of": 1767225599000,
 *  "degraded": [], "inputs": {"batch_status": "fresh", "live_status": "quiet", "batch_used": true,
 *  "live_actions": 12, "live_digest": 81985529216486895, "head_weights": {"hide": -1, "save": 1}},
 *  "heads": ["hide", "save"],
 *  "pins": [{"pin_id": "p1", "score": 0.71, "heads": [0.01, 0.72]}, {"pin_id": "p2"}]}
 * }</pre>
 *
 * <p>Fields that are not known are passed over, so that a newer server may write more.
 */
public final class ServedRankingJson {
  /** The longest value that is read at all, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private ServedRankingJson() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Ranking(
      String requestId,
      String userId,
      String surface,
      Long shownAt,
      String rankedBy,
      String rankerRelease,
      String pinnerformerRelease,
      String pinsRelease,
      Map<String, String> arms,
      Long batchAsOf,
      Long liveAsOf,
      List<String> degraded,
      Inputs inputs,
      List<String> heads,
      List<Pin> pins) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Inputs(
      String batchStatus,
      String liveStatus,
      Boolean batchUsed,
      Integer liveActions,
      Long liveDigest,
      Long interestsAsOf,
      Map<String, Float> headWeights,
      Long historyDigest) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Pin(String pinId, Float score, float[] heads) {}

  /** The value of its record. */
  public static byte[] encode(ServedRanking ranking) {
    ServedRequest request = ranking.request();
    List<String> heads = ranking.heads().stream().sorted().toList();
    return JsonCodec.encode(
        new Ranking(
            request.requestId(),
            request.userId(),
            request.surface().wireName(),
            request.shownAt(),
            request.rankedBy(),
            request.rankerRelease().orElse(null),
            request.pinnerformerRelease().orElse(null),
            request.pinsRelease().orElse(null),
            request.arms(),
            orNull(request.batchAsOf()),
            orNull(request.liveAsOf()),
            request.degraded(),
            write(request.inputs()),
            heads,
            ranking.pins().stream().map(pin -> write(pin, heads)).toList()));
  }

  /**
   * Reads and checks one ranking.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static ServedRanking decode(byte[] value) {
    if (value == null) {
      throw new IllegalArgumentException("has no value");
    }
    if (value.length > MAX_BYTES) {
      throw new IllegalArgumentException("has " + value.length + " bytes, more than " + MAX_BYTES);
    }
    Ranking read = JsonCodec.decode(Ranking.class, value);
    if (read == null) {
      throw new IllegalArgumentException("is null");
    }
    List<String> heads = orEmpty(read.heads());
    return new ServedRanking(
        new ServedRequest(
            read.requestId(),
            read.userId(),
            Surface.fromWireName(read.surface())
                .orElseThrow(
                    () -> new IllegalArgumentException("surface is unknown: " + read.surface())),
            required("shown_at", read.shownAt()),
            read.rankedBy(),
            Optional.ofNullable(read.rankerRelease()),
            Optional.ofNullable(read.pinnerformerRelease()),
            Optional.ofNullable(read.pinsRelease()),
            withoutNulls("arms", read.arms()),
            optional(read.batchAsOf()),
            optional(read.liveAsOf()),
            withoutNulls("degraded", orEmpty(read.degraded())),
            read(read.inputs())),
        withoutNulls("pins", required("pins", read.pins())).stream()
            .map(pin -> read(pin, heads))
            .toList());
  }

  private static Inputs write(ServedInputs inputs) {
    return inputs.equals(ServedInputs.UNKNOWN)
        ? null
        : new Inputs(
            inputs.batchStatus().orElse(null),
            inputs.liveStatus().orElse(null),
            inputs.batchUsed().orElse(null),
            inputs.liveActions().isPresent() ? inputs.liveActions().getAsInt() : null,
            orNull(inputs.liveDigest()),
            orNull(inputs.interestsAsOf()),
            inputs.headWeights(),
            orNull(inputs.historyDigest()));
  }

  private static ServedInputs read(Inputs inputs) {
    return inputs == null
        ? ServedInputs.UNKNOWN
        : new ServedInputs(
            Optional.ofNullable(inputs.batchStatus()),
            Optional.ofNullable(inputs.liveStatus()),
            Optional.ofNullable(inputs.batchUsed()),
            inputs.liveActions() == null
                ? OptionalInt.empty()
                : OptionalInt.of(inputs.liveActions()),
            optional(inputs.liveDigest()),
            optional(inputs.interestsAsOf()),
            withoutNulls("head_weights", inputs.headWeights()),
            optional(inputs.historyDigest()));
  }

  private static Pin write(ServedPin pin, List<String> heads) {
    if (pin.headScores().isEmpty()) {
      return new Pin(pin.pinId(), pin.score().orElse(null), null);
    }
    float[] scores = new float[heads.size()];
    for (int head = 0; head < scores.length; head++) {
      scores[head] = pin.headScores().get(heads.get(head));
    }
    return new Pin(pin.pinId(), pin.score().orElse(null), scores);
  }

  private static ServedPin read(Pin pin, List<String> heads) {
    Map<String, Float> scores = new HashMap<>();
    if (pin.heads() != null) {
      if (pin.heads().length != heads.size()) {
        throw new IllegalArgumentException(
            "pin %s has %d scores for %d heads"
                .formatted(pin.pinId(), pin.heads().length, heads.size()));
      }
      for (int head = 0; head < pin.heads().length; head++) {
        scores.put(required("heads", heads.get(head)), pin.heads()[head]);
      }
    }
    return new ServedPin(pin.pinId(), Optional.ofNullable(pin.score()), scores);
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static <T> T required(String field, T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> List<T> withoutNulls(String field, List<T> list) {
    list.forEach(value -> required(field, value));
    return list;
  }

  private static <T> Map<String, T> withoutNulls(String field, Map<String, T> map) {
    if (map == null) {
      return Map.of();
    }
    map.values().forEach(value -> required(field, value));
    return map;
  }
}
