package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.embedding.HeldOutUser;
import io.tidemark.pipelines.embedding.PinIndex;
import io.tidemark.pipelines.embedding.RecallComparison;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.store.Interest;
import io.tidemark.store.InterestProfile;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often a pin that a user wanted on the last day is among the ten that their most important
 * interests of the day before bring, by the new release's make and by what was published then. A
 * pin is as near to a user as to the nearest of those interests, as in retrieval.
 */
final class InterestRecall {
  /** So many interests of a user bring pins, the most important: as many as a request draws. */
  static final int INTERESTS = 3;

  private InterestRecall() {}

  /**
   * Compares two makes of interests.
   *
   * @param users with the interests of the actions before the last day
   * @param served what was published as of that day's beginning, by user
   * @param pins of the new release
   * @param servedPins of the published one, the same perhaps
   */
  static RecallComparison of(
      List<HeldOutUser> users,
      Map<String, InterestProfile> served,
      PinVectors pins,
      PinVectors servedPins) {
    Set<String> wanted = new HashSet<>();
    users.forEach(user -> wanted.addAll(user.wanted()));
    List<String> ids = RecallComparison.index(pins, servedPins, wanted);
    PinIndex ours = PinIndex.of(pins, ids);
    PinIndex theirs = PinIndex.of(servedPins, ids);
    RecallComparison.Counter counter = new RecallComparison.Counter(ids, ours, theirs);
    for (HeldOutUser user : users) {
      InterestProfile before = served.get(user.userId());
      if (before != null && !before.interests().isEmpty() && !user.vectors().isEmpty()) {
        counter.add(
            user.wanted(),
            user.vectors(),
            before.interests().stream().limit(INTERESTS).map(Interest::vector).toList());
      }
    }
    return counter.comparison();
  }
}
