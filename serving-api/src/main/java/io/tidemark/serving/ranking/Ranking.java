package io.tidemark.serving.ranking;

import io.tidemark.serving.freshness.BatchFreshness;
import io.tidemark.serving.freshness.LiveFreshness;
import io.tidemark.serving.impressions.ImpressionLog;
import io.tidemark.serving.models.ReleaseSet;
import io.tidemark.serving.realtime.RealtimeEmbedding;
import io.tidemark.serving.tides.UserTides;
import io.tidemark.store.Action;
import io.tidemark.store.ActionDigest;
import io.tidemark.store.HeadScores;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.InterestProfile;
import io.tidemark.store.Release;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A ranking as it was made: the answer, and what is recorded of it beyond.
 *
 * @param answer to the caller
 * @param releases by which it was made
 * @param surface where the pins are shown
 * @param requestedAt when the request came
 * @param rankedBy what was given to the ranker
 * @param realtime the embedding that was given, if it was computed for this request
 * @param order the pins of the answer, and where their scores are
 * @param scores by the ranker, if one scored
 */
record Ranking(
    RankAnswer answer,
    ReleaseSet releases,
    Surface surface,
    Instant requestedAt,
    UserTides rankedBy,
    Optional<RealtimeEmbedding.Computed> realtime,
    PinOrder.Ordered order,
    Optional<Scores> scores)
    implements ImpressionLog.Served {

  /**
   * How likely the user does each thing with a pin of the answer, by the name of the ranker's head;
   * empty if no ranker scored it.
   *
   * @param position the pin's, 0 is the first
   */
  Map<String, Float> probabilities(int position) {
    int scored = order.scored()[position];
    return scores
        .filter(known -> scored != PinOrder.NOT_SCORED)
        .map(known -> known.utility().probabilities(known.all(), scored))
        .orElse(HeadScores.none());
  }

  @Override
  public int pins() {
    return answer.pins().size();
  }

  @Override
  public ServedRanking first(int maxPins) {
    return new ServedRanking(
        request(), IntStream.range(0, Math.min(maxPins, pins())).mapToObj(this::pin).toList());
  }

  private ServedRequest request() {
    BatchFreshness batch = answer.freshness().batch();
    LiveFreshness live = answer.freshness().live();
    return new ServedRequest(
        answer.requestId(),
        answer.userId(),
        surface,
        requestedAt.toEpochMilli(),
        answer.rankedBy().wireName(),
        Optional.ofNullable(answer.ranker()),
        Optional.ofNullable(batch.release()),
        releases.pins().map(Release::id),
        answer.experiments(),
        millis(batch.asOf()),
        live.actions() == null ? OptionalLong.empty() : millis(live.watermark()),
        answer.degraded().stream().map(Degradation::wireName).toList(),
        inputs());
  }

  private ServedInputs inputs() {
    Optional<List<Action>> actions = rankedBy.actions().known();
    return new ServedInputs(
        Optional.of(answer.freshness().batch().status().wireName()),
        Optional.of(answer.freshness().live().status().wireName()),
        Optional.of(rankedBy.embedding().known().flatMap(value -> value).isPresent()),
        actions.map(known -> OptionalInt.of(known.size())).orElse(OptionalInt.empty()),
        actions.map(known -> OptionalLong.of(ActionDigest.of(known))).orElse(OptionalLong.empty()),
        interestsAsOf(),
        scores.map(known -> known.utility().weights()).orElse(Map.of()),
        realtime
            .map(computed -> OptionalLong.of(ActionDigest.ofPast(computed.actions())))
            .orElse(OptionalLong.empty()));
  }

  /** As-of of the interests whose average was given to the ranker. */
  private OptionalLong interestsAsOf() {
    return millis(
        rankedBy
            .interests()
            .known()
            .flatMap(value -> value)
            .filter(profile -> InterestAverage.of(profile.interests()).isPresent())
            .map(InterestProfile::asOf)
            .orElse(null));
  }

  private ServedPin pin(int position) {
    RankedPin pin = answer.pins().get(position);
    return new ServedPin(pin.pinId(), Optional.ofNullable(pin.score()), probabilities(position));
  }

  private static OptionalLong millis(Instant instant) {
    return instant == null ? OptionalLong.empty() : OptionalLong.of(instant.toEpochMilli());
  }
}
