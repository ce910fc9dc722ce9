package io.tidemark.serving.retrieval;

import io.tidemark.store.Interest;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws some of a user's interests, more important ones more often. */
final class InterestDraw {
  private InterestDraw() {}

  private record Keyed(Interest interest, double key) {}

  /**
   * Draws without putting back, each by its importance among those left (Efraimidis and Spirakis:
   * the greatest of {@code u^(1/w)}, here as logarithms).
   *
   * @param count how many; all if there are no more
   * @return in the order they are drawn
   */
  static List<Interest> draw(List<Interest> interests, int count, RandomGenerator random) {
    return interests.stream()
        .map(
            interest ->
                new Keyed(interest, Math.log(1 - random.nextDouble()) / interest.importance()))
        .sorted(Comparator.comparingDouble(Keyed::key).reversed())
        .limit(count)
        .map(Keyed::interest)
        .toList();
  }
}
