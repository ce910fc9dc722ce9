package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Turns requests into examples: looks up what each tide knew of the user and draws candidates.
 *
 * <p>Embeddings and popularity are as of the request's batch, the live side ends before the request
 * (strictly): nothing of that instant or later reaches an example but its label, and the knowledge
 * which pins had appeared by the end of that day and which ones the user never wanted, both of
 * which choose the negatives only.
 */
final class ExampleSource {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int DRAWS = 20;

  private final RankerConfig.Requests config;
  private final PinActivity activity;
  private final Map<History, float[]> embeddings;
  private final int pins;

  /** A stretch of a user's timeline from its start; the same stretch has the same embedding. */
  private record History(String userId, int rows) {}

  private ExampleSource(
      RankerConfig.Requests config,
      PinActivity activity,
      Map<History, float[]> embeddings,
      int pins) {
    this.config = config;
    this.activity = activity;
    this.embeddings = embeddings;
    this.pins = pins;
  }

  /**
   * Computes all embeddings that the requests need.
   *
   * @param pins how many pins have a vector
   */
  static ExampleSource of(
      RankerConfig.Requests config, RequestLog log, UserEncoder encoder, int pins) {
    Map<History, Timeline> histories = new LinkedHashMap<>();
    for (List<ServedRequest> requests : List.of(log.training(), log.heldOut())) {
      for (ServedRequest request : requests) {
        List<Action> known = request.batchActions();
        if (!known.isEmpty()) {
          String userId = request.user().userId();
          histories.putIfAbsent(new History(userId, known.size()), new Timeline(userId, known));
        }
      }
    }
    float[][] vectors = encoder.embed(List.copyOf(histories.values()));
    Map<History, float[]> embeddings = new HashMap<>();
    for (History history : histories.keySet()) {
      embeddings.put(history, vectors[embeddings.size()]);
    }
    return new ExampleSource(config, PinActivity.of(log.users(), pins), embeddings, pins);
  }

  /**
   * For training: sampled negatives, some of them pins the user hid, and a side left out at times.
   */
  RankerExample training(ServedRequest request, SplittableRandom random) {
    int[] candidates = candidates(request, config.negatives() + 1, config.hides(), random);
    RankerExample example = example(request, candidates);
    if (random.nextDouble() < config.withoutBatchShare()) {
      example = example.withoutBatch();
    }
    if (random.nextDouble() < config.withoutLiveShare()) {
      example = example.withoutLive();
    }
    return example;
  }

  /** For measuring: sampled negatives only, both sides as they were. */
  RankerExample heldOut(ServedRequest request, int candidates, SplittableRandom random) {
    return example(request, candidates(request, candidates, 0, random));
  }

  private RankerExample example(ServedRequest request, int[] candidates) {
    UserLog user = request.user();
    int[] rows = request.liveRows(config.liveActions());
    int[] pinsOfRows = new int[rows.length];
    long[] types = new long[rows.length];
    long[] surfaces = new long[rows.length];
    long[] occurredAt = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Action action = user.actions().get(rows[i]);
      pinsOfRows[i] = user.pins()[rows[i]];
      types[i] = action.type().code();
      surfaces[i] = action.surface().code();
      occurredAt[i] = action.occurredAt();
    }
    float[] popularity = new float[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      popularity[i] = activity.popularity(candidates[i], request.batchAsOf());
    }
    History known = new History(user.userId(), user.rowsBefore(request.batchAsOf()));
    return new RankerExample(
        Optional.ofNullable(embeddings.get(known)),
        pinsOfRows,
        types,
        surfaces,
        occurredAt,
        request.requestedAt(),
        request.surface(),
        candidates,
        popularity);
  }

  private int[] candidates(ServedRequest request, int size, int hides, SplittableRandom random) {
    int[] candidates = new int[size];
    candidates[0] = request.positive();
    int filled = 1;
    for (int hidden : hidden(request, Math.min(hides, size - 1), random)) {
      candidates[filled++] = hidden;
    }
    while (filled < size) {
      candidates[filled++] = negative(request, random);
    }
    return candidates;
  }

  /** Pins that the user hid on the request's day. */
  private static List<Integer> hidden(ServedRequest request, int most, SplittableRandom random) {
    UserLog user = request.user();
    long day = Math.floorDiv(request.requestedAt(), DAY) * DAY;
    List<Integer> hidden = new ArrayList<>();
    for (int row = user.rowsBefore(day); row < user.rowsBefore(day + DAY); row++) {
      int pin = user.pins()[row];
      if (user.actions().get(row).type() == ActionType.HIDE && pin >= 0 && !user.wants(pin)) {
        hidden.add(pin);
      }
    }
    while (hidden.size() > most) {
      hidden.remove(random.nextInt(hidden.size()));
    }
    return hidden;
  }

  /** A pin that was there on the request's day and that the user never wanted. */
  private int negative(ServedRequest request, SplittableRandom random) {
    long endOfDay = (Math.floorDiv(request.requestedAt(), DAY) + 1) * DAY;
    for (int draw = 0; draw < DRAWS; draw++) {
      int pin =
          random.nextDouble() < config.popularityShare()
              ? activity.drawByPopularity(random, endOfDay)
              : activity.drawUniform(random, endOfDay);
      if (pin >= 0 && !request.user().wants(pin)) {
        return pin;
      }
    }
    // Someone who wanted nearly everything: any pin but the label's own, if there is one.
    int pin = random.nextInt(pins);
    return pin == request.positive() ? (pin + 1) % pins : pin;
  }
}
