package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.UserEmbedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recall@10 of two releases on the same known actions: the share of (user, wanted pin) pairs whose
 * pin is among the ten best of the pins that both know. Ties count against; of very many pins a
 * part is the index, always with the wanted pin in it.
 *
 * @param pairs (user, wanted pin) pairs whose user has a vector in both
 * @param published recall of the release that is served
 * @param candidate recall of the model and the log that are to replace it
 */
record RecallComparison(long pairs, double published, double candidate) {
  /** Ranked in the first so many. */
  static final int AT = 10;

  private static final int LARGEST_INDEX = 20_000;

  /** A model's pins in its own space, as {@code [index][D]}. */
  private record Corpus(float[][] pins) {
    static Corpus of(LoadedModel loaded, List<String> ids) {
      PinVectors vectors = loaded.pins();
      float[][] raw =
          ids.stream().map(id -> vectors.vector(vectors.indexOf(id))).toArray(float[][]::new);
      PinnerFormerModel model = loaded.model();
      return new Corpus(model.embedPins(raw));
    }

    boolean isAmongTheBest(float[] user, int target) {
      double wanted = dot(user, pins[target]);
      int rank = 1;
      for (int pin = 0; pin < pins.length && rank <= AT; pin++) {
        if (pin != target && dot(user, pins[pin]) >= wanted) {
          rank++;
        }
      }
      return rank <= AT;
    }

    private static double dot(float[] one, float[] other) {
      float sum = 0;
      for (int i = 0; i < one.length; i++) {
        sum += one[i] * other[i];
      }
      return sum;
    }
  }

  /**
   * @param users with the candidate's vectors of the actions before the last day
   * @param served vectors of the published release as of that day's beginning, by user
   * @param candidate the new model
   * @param published the model that is served, the same one perhaps
   */
  static RecallComparison of(
      List<HeldOutUser> users,
      Map<String, UserEmbedding> served,
      LoadedModel candidate,
      LoadedModel published) {
    Set<String> wanted = new HashSet<>();
    users.forEach(user -> wanted.addAll(user.wanted()));
    List<String> index = index(candidate.pins(), published.pins(), wanted);
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < index.size(); place++) {
      places.put(index.get(place), place);
    }
    Corpus ours = Corpus.of(candidate, index);
    Corpus theirs = candidate == published ? ours : Corpus.of(published, index);
    long pairs = 0;
    long hits = 0;
    long hitsBefore = 0;
    for (HeldOutUser user : users) {
      Optional<UserEmbedding> before = Optional.ofNullable(served.get(user.userId()));
      for (String pin : user.wanted()) {
        if (before.isPresent() && places.containsKey(pin)) {
          pairs++;
          hits += ours.isAmongTheBest(user.vector(), places.get(pin)) ? 1 : 0;
          hitsBefore += theirs.isAmongTheBest(before.get().vector(), places.get(pin)) ? 1 : 0;
        }
      }
    }
    double all = Math.max(1, pairs);
    return new RecallComparison(pairs, hitsBefore / all, hits / all);
  }

  private static List<String> index(PinVectors one, PinVectors other, Set<String> wanted) {
    List<String> both =
        one.ids().stream().filter(id -> other.indexOf(id) != PinVectors.UNKNOWN).toList();
    int stride = (both.size() + LARGEST_INDEX - 1) / LARGEST_INDEX;
    List<String> index = new ArrayList<>();
    for (int i = 0; i < both.size(); i++) {
      if (i % stride == 0 || wanted.contains(both.get(i))) {
        index.add(both.get(i));
      }
    }
    return index;
  }
}
