package io.tidemark.serving.replay;

import io.tidemark.store.Action;
import io.tidemark.store.ActionDigest;
import io.tidemark.store.InterestAverage;
import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import io.tidemark.store.ServedInputs;
import io.tidemark.store.ServedPin;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRequest;
import io.tidemark.store.UserEmbedding;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a logged ranking was made from, found again as it stood then.
 *
 * @param ranker the release that scored
 * @param embedding of the batch that the ranker was given; empty if it was given none, or one that
 *     was computed for the request
 * @param interests the average that the ranker was given, empty if it was given none
 * @param actions that the ranker was given, newest first
 * @param pins of the candidates and of the actions, by id
 */
record PastInputs(
    Release ranker,
    Optional<float[]> embedding,
    Optional<float[]> interests,
    List<Action> actions,
    Map<String, Pin> pins) {
  /** The same with an embedding. */
  PastInputs withEmbedding(float[] computed) {
    return new PastInputs(ranker, Optional.of(computed), interests, actions, pins);
  }

  /**
   * Finds them; empty if something is gone, which {@code gone} then names.
   *
   * @param ranking scored by a ranker
   */
  static Optional<PastInputs> find(ServedRanking ranking, ReplayStore store, Gone gone) {
    ServedRequest request = ranking.request();
    Optional<Release> ranker = release(Release.RANKER, request.rankerRelease(), store, gone);
    Optional<Release> pins = release(Release.PINS, request.pinsRelease(), store, gone);
    Optional<Optional<float[]>> embedding = embedding(request, store, gone);
    Optional<List<Action>> actions = actions(request, store, gone);
    if (ranker.isEmpty() || pins.isEmpty() || embedding.isEmpty() || actions.isEmpty()) {
      return Optional.empty();
    }
    Optional<Optional<float[]>> interests = interests(ranker.get(), request, store, gone);
    if (interests.isEmpty()) {
      return Optional.empty();
    }
    Set<String> needed = new HashSet<>();
    ranking.pins().stream()
        .filter(pin -> pin.score().isPresent())
        .map(ServedPin::pinId)
        .forEach(needed::add);
    Set<String> ofActions = new HashSet<>();
    actions.get().forEach(action -> ofActions.add(action.pinId()));
    ofActions.removeAll(needed);
    Map<String, Pin> found = store.pins(concat(needed, ofActions), pins.get().version());
    long lost = needed.stream().filter(id -> !found.containsKey(id)).count();
    if (lost > 0) {
      gone.add("%d of %d pins of %s".formatted(lost, needed.size(), pins.get().version()));
      return Optional.empty();
    }
    if (request.degraded().contains("live_pins_unavailable")) {
      gone.add("which pins of live actions could not be read then: that is not logged");
      return Optional.empty();
    }
    return Optional.of(
        new PastInputs(ranker.get(), embedding.get(), interests.get(), actions.get(), found));
  }

  /** A release that was used; empty if it is gone, which {@code gone} then names. */
  static Optional<Release> release(
      String model, Optional<String> id, ReplayStore store, Gone gone) {
    Optional<Release> release =
        gone.orNote(
            id.flatMap(known -> store.release(model, known)),
            "the release %s of %s".formatted(id.orElse("(not logged)"), model));
    if (release.flatMap(Release::failure).isPresent()) {
      gone.add(
          "release %s of %s: %s"
              .formatted(release.get().id(), model, release.get().failure().get()));
      return Optional.empty();
    }
    return release;
  }

  /** The embedding that was given; that none was given is known, too. */
  private static Optional<Optional<float[]>> embedding(
      ServedRequest request, ReplayStore store, Gone gone) {
    Optional<Boolean> used =
        gone.orNote(
            request.inputs().batchUsed(), "whether the embedding was used: it was not logged");
    if (used.isEmpty()) {
      return Optional.empty();
    }
    if (!used.get() || request.inputs().historyDigest().isPresent()) {
      return Optional.of(Optional.empty());
    }
    Optional<Release> release =
        release(Release.PINNERFORMER, request.pinnerformerRelease(), store, gone);
    if (release.isEmpty() || request.batchAsOf().isEmpty()) {
      return Optional.empty();
    }
    Instant asOf = Instant.ofEpochMilli(request.batchAsOf().getAsLong());
    return gone.orNote(
            store
                .embedding(request.userId(), release.get().version(), asOf)
                .filter(embedding -> embedding.asOf().equals(asOf)),
            "the user's embedding of %s as of %s".formatted(release.get().version(), asOf))
        .map(UserEmbedding::vector)
        .map(Optional::of);
  }

  /** The average that was given; none was if no as-of is logged. */
  private static Optional<Optional<float[]>> interests(
      Release ranker, ServedRequest request, ReplayStore store, Gone gone) {
    OptionalLong logged = request.inputs().interestsAsOf();
    if (logged.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    Instant asOf = Instant.ofEpochMilli(logged.getAsLong());
    String version = ranker.requires().getOrDefault(Release.PINNERSAGE, "(not said)");
    return gone.orNote(
            store
                .interests(request.userId(), version, asOf)
                .filter(profile -> profile.asOf().equals(asOf)),
            "the user's interests of %s as of %s".formatted(version, asOf))
        .map(profile -> InterestAverage.of(profile.interests()));
  }

  /** The run of as many actions, among those that are left, whose digest is the logged one. */
  private static Optional<List<Action>> actions(
      ServedRequest request, ReplayStore store, Gone gone) {
    ServedInputs inputs = request.inputs();
    if (inputs.liveActions().isEmpty() || inputs.liveDigest().isEmpty()) {
      if (request.degraded().stream().anyMatch(reason -> reason.startsWith("live_"))) {
        return Optional.of(List.of());
      }
      gone.add("which live actions were used: it was not logged");
      return Optional.empty();
    }
    int count = inputs.liveActions().getAsInt();
    if (count == 0) {
      return Optional.of(List.of());
    }
    List<Action> left = store.actions(request.userId());
    for (int from = 0; from + count <= left.size(); from++) {
      List<Action> run = left.subList(from, from + count);
      if (ActionDigest.of(run) == inputs.liveDigest().getAsLong()) {
        return Optional.of(run);
      }
    }
    gone.add(
        "the %d live actions of then: some have expired, or others of that time came later"
            .formatted(count));
    return Optional.empty();
  }

  private static List<String> concat(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream()).sorted().toList();
  }
}
