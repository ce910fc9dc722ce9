package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.UserEmbedding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
public record RecallComparison(long pairs, double published, double candidate) {
  /** Ranked in the first so many. */
  static final int AT = 10;

  /** Counts the pairs of one comparison. */
  public static final class Counter {
    private final Map<String, Integer> places = new HashMap<>();
    private final PinIndex candidate;
    private final PinIndex published;
    private long pairs;
    private long hits;
    private long hitsBefore;

    /**
     * @param ids of the pins, in the order of both indexes
     */
    public Counter(List<String> ids, PinIndex candidate, PinIndex published) {
      this.candidate = requireNonNull(candidate, "candidate is null");
      this.published = requireNonNull(published, "published is null");
      for (int place = 0; place < ids.size(); place++) {
        places.put(ids.get(place), place);
      }
    }

    /**
     * Adds a user.
     *
     * @param wanted pins; those that are in no index are passed over
     * @param now the user's vectors by the candidate, at least one
     * @param before and by the published release
     */
    public void add(List<String> wanted, List<float[]> now, List<float[]> before) {
      for (String pin : wanted) {
        Integer place = places.get(pin);
        if (place != null) {
          pairs++;
          hits += candidate.isAmongTheBest(now, place, AT) ? 1 : 0;
          hitsBefore += published.isAmongTheBest(before, place, AT) ? 1 : 0;
        }
      }
    }

    /** What was counted. */
    public RecallComparison comparison() {
      double all = Math.max(1, pairs);
      return new RecallComparison(pairs, hitsBefore / all, hits / all);
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
    PinIndex ours = PinIndex.of(candidate, index);
    PinIndex theirs = candidate == published ? ours : PinIndex.of(published, index);
    Counter counter = new Counter(index, ours, theirs);
    for (HeldOutUser user : users) {
      UserEmbedding before = served.get(user.userId());
      if (before != null) {
        counter.add(user.wanted(), user.vectors(), List.of(before.vector()));
      }
    }
    return counter.comparison();
  }

  /** The pins that both know, of very many a part. */
  public static List<String> index(PinVectors one, PinVectors other, Set<String> wanted) {
    return PinIndex.sample(
        one.ids().stream().filter(id -> other.indexOf(id) != PinVectors.UNKNOWN).toList(), wanted);
  }
}
