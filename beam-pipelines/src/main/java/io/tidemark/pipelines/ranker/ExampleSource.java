package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

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
  private final Optional<Map<History, float[]>> interests;
  private final int pins;

  /** A stretch of a user's timeline from its start; the same stretch has the same embedding. */
  private record History(String userId, int rows) {}

  /**
   * A pin to be scored.
   *
   * @param pin its index
   * @param outcome the heads' bits
   */
  private record Candidate(int pin, int outcome) {}

  private ExampleSource(
      RankerConfig.Requests config,
      PinActivity activity,
      Map<History, float[]> embeddings,
      Optional<Map<History, float[]>> interests,
      int pins) {
    this.config = config;
    this.activity = activity;
    this.embeddings = embeddings;
    this.interests = interests;
    this.pins = pins;
  }

  /**
   * Computes all embeddings that the requests need.
   *
   * @param pins how many pins have a vector
   */
  static ExampleSource of(
      RankerConfig.Requests config, RequestLog log, UserEncoder encoder, int pins) {
    return new ExampleSource(
        config,
        PinActivity.of(log.users(), pins),
        encoded(histories(log, PastRequest::batchActions), encoder),
        Optional.empty(),
        pins);
  }

  /**
   * The same examples with the average of the user's interests, as of the same instants.
   *
   * @param log whose requests they are of
   * @param average zeros for who has no interest
   */
  ExampleSource withInterests(RequestLog log, UserEncoder average) {
    Map<History, float[]> all = encoded(histories(log, PastRequest::interestActions), average);
    all.values().removeIf(ExampleSource::isZero);
    return new ExampleSource(config, activity, embeddings, Optional.of(all), pins);
  }

  /** What was known of each request's user. */
  private static Map<History, Timeline> histories(
      RequestLog log, Function<PastRequest, List<Action>> knownOf) {
    Map<History, Timeline> histories = new LinkedHashMap<>();
    for (List<PastRequest> requests : List.of(log.training(), log.calibration(), log.heldOut())) {
      for (PastRequest request : requests) {
        List<Action> known = knownOf.apply(request);
        if (!known.isEmpty()) {
          String userId = request.user().userId();
          histories.putIfAbsent(new History(userId, known.size()), new Timeline(userId, known));
        }
      }
    }
    return histories;
  }

  private static Map<History, float[]> encoded(
      Map<History, Timeline> histories, UserEncoder encoder) {
    float[][] vectors = encoder.embed(List.copyOf(histories.values()));
    Map<History, float[]> encoded = new HashMap<>();
    for (History history : histories.keySet()) {
      encoded.put(history, vectors[encoded.size()]);
    }
    return encoded;
  }

  private static boolean isZero(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same embeddings for other ways to draw requests from the same log. */
  ExampleSource with(RankerConfig.Requests other) {
    return new ExampleSource(other, activity, embeddings, interests, pins);
  }

  /**
   * For training: sampled negatives, some of them pins the user hid, the window mask, and a side
   * left out at times.
   */
  RankerExample training(PastRequest request, SplittableRandom random) {
    List<Candidate> candidates = shown(request, random);
    if (request.sampled()) {
      addHidden(candidates, request, Math.min(config.hides(), config.negatives()), random);
      addNegatives(candidates, request, config.negatives() + 1, random);
    }
    int[] rows = liveRows(request);
    if (!config.windowMask().isZero()) {
      rows = masked(request, rows, random.nextLong(config.windowMask().toMillis() + 1));
    }
    RankerExample example = example(request, candidates, rows);
    if (random.nextDouble() < config.withoutBatchShare()) {
      example = example.withoutBatch();
    }
    if (interests.isPresent() && random.nextDouble() < config.withoutBatchShare()) {
      // They are a release of their own, which may be missing alone.
      example = example.withoutInterests();
    }
    if (random.nextDouble() < config.withoutLiveShare()) {
      example = example.withoutLive();
    }
    return example;
  }

  /**
   * For measuring: both sides as they were, candidates in a random order, so that a tie is broken
   * by chance.
   *
   * @param size candidates of a request that has to be filled up
   */
  RankerExample heldOut(PastRequest request, int size, SplittableRandom random) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < request.pins().length; i++) {
      candidates.add(new Candidate(request.pins()[i], request.outcomes()[i]));
    }
    if (request.sampled()) {
      addNegatives(candidates, request, size, random);
    }
    Collections.shuffle(candidates, new Random(random.nextLong()));
    return example(request, candidates, liveRows(request));
  }

  /** Positive actions on a pin in some time before an instant (ms). */
  int recentPopularity(int pin, long before, long span) {
    return activity.popularity(pin, before) - activity.popularity(pin, before - span);
  }

  private int[] liveRows(PastRequest request) {
    return request.liveRows(config.liveActions(), config.liveAge().toMillis());
  }

  /**
   * The window mask (2209.08435, section 3.3): hides what happened in the last T before the
   * request, but never the newest action, lest the ranker chase it. A hidden row is left out
   * altogether, so that it is not read out either.
   *
   * @param rows newest first
   * @param hidden T (ms)
   */
  static int[] masked(PastRequest request, int[] rows, long hidden) {
    long until = request.requestedAt() - hidden;
    return IntStream.range(0, rows.length)
        .filter(i -> i == 0 || request.user().occurredAt(rows[i]) <= until)
        .map(i -> rows[i])
        .toArray();
  }

  private RankerExample example(PastRequest request, List<Candidate> shown, int[] rows) {
    UserLog user = request.user();
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
    int[] candidates = shown.stream().mapToInt(Candidate::pin).toArray();
    float[] popularity = new float[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      popularity[i] = activity.popularity(candidates[i], request.batchAsOf());
    }
    History known = new History(user.userId(), user.rowsBefore(request.batchAsOf()));
    return new RankerExample(
        request.embedded() ? Optional.ofNullable(embeddings.get(known)) : Optional.empty(),
        interests.map(all -> all.get(new History(user.userId(), request.interestActions().size()))),
        pinsOfRows,
        types,
        surfaces,
        occurredAt,
        request.requestedAt(),
        request.surface(),
        candidates,
        popularity,
        shown.stream().mapToInt(Candidate::outcome).toArray());
  }

  /** All pins with an outcome; of a long request, a random few of the others. */
  private List<Candidate> shown(PastRequest request, SplittableRandom random) {
    List<Candidate> wanted = new ArrayList<>();
    List<Candidate> others = new ArrayList<>();
    for (int i = 0; i < request.pins().length; i++) {
      Candidate candidate = new Candidate(request.pins()[i], request.outcomes()[i]);
      (candidate.outcome() != 0 ? wanted : others).add(candidate);
    }
    while (others.size() > config.negatives()) {
      others.remove(random.nextInt(others.size()));
    }
    wanted.addAll(others);
    return wanted;
  }

  /** Pins that the user hid on the request's day. */
  private void addHidden(
      List<Candidate> candidates, PastRequest request, int most, SplittableRandom random) {
    UserLog user = request.user();
    long day = Math.floorDiv(request.requestedAt(), DAY) * DAY;
    List<Candidate> hidden = new ArrayList<>();
    for (int row = user.rowsBefore(day); row < user.rowsBefore(day + DAY); row++) {
      int pin = user.pins()[row];
      if (user.actions().get(row).type() == ActionType.HIDE
          && pin >= 0
          && pin != request.pins()[0]
          && !user.wants(pin)) {
        hidden.add(new Candidate(pin, user.heads()[row]));
      }
    }
    while (hidden.size() > most) {
      hidden.remove(random.nextInt(hidden.size()));
    }
    candidates.addAll(hidden);
  }

  private void addNegatives(
      List<Candidate> candidates, PastRequest request, int size, SplittableRandom random) {
    while (candidates.size() < size) {
      candidates.add(new Candidate(negative(request, random), 0));
    }
  }

  /** A pin that was there on the request's day and that the user never wanted. */
  private int negative(PastRequest request, SplittableRandom random) {
    long endOfDay = (Math.floorDiv(request.requestedAt(), DAY) + 1) * DAY;
    for (int draw = 0; draw < DRAWS; draw++) {
      int pin =
          random.nextDouble() < config.popularityShare()
              ? activity.drawByPopularity(random, endOfDay)
              : activity.drawUniform(random, endOfDay);
      if (pin >= 0 && pin != request.pins()[0] && !request.user().wants(pin)) {
        return pin;
      }
    }
    // Someone who wanted nearly everything: any pin but the label's own, if there is one.
    int pin = random.nextInt(pins);
    return pin == request.pins()[0] ? (pin + 1) % pins : pin;
  }
}
