package io.tidemark.serving.ranking;

import io.tidemark.serving.freshness.BatchFreshness;
import io.tidemark.serving.freshness.LiveFreshness;
import io.tidemark.serving.impressions.ImpressionLog;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer as it is recorded.
 *
 * @param answer what was answered
 * @param surface where the user is
 * @param askedAt when the request came in
 */
record ServedAnswer(RankAnswer answer, Surface surface, Instant askedAt)
    implements ImpressionLog.Served {
  @Override
  public int pins() {
    return answer.pins().size();
  }

  @Override
  public ServedRanking first(int maxPins) {
    return new ServedRanking(
        request(), answer.pins().stream().limit(maxPins).map(ServedAnswer::pin).toList());
  }

  private ServedRequest request() {
    BatchFreshness batch = answer.freshness().batch();
    LiveFreshness live = answer.freshness().live();
    return new ServedRequest(
        answer.requestId(),
        answer.userId(),
        surface,
        askedAt.toEpochMilli(),
        answer.rankedBy().wireName(),
        Optional.ofNullable(answer.ranker()),
        Optional.ofNullable(batch.release()),
        Optional.empty(),
        Map.of(),
        millis(batch.asOf()),
        live.actions() == null ? OptionalLong.empty() : millis(live.watermark()),
        answer.degraded().stream().map(Degradation::wireName).toList());
  }

  private static ServedPin pin(RankedPin pin) {
    return new ServedPin(pin.pinId(), Optional.ofNullable(pin.score()), Map.of());
  }

  private static OptionalLong millis(Instant instant) {
    return instant == null ? OptionalLong.empty() : OptionalLong.of(instant.toEpochMilli());
  }
}
