package io.tidemark.serving.ranking;

import io.tidemark.store.Pin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Puts pins in order: best first, ties by pin id; those that could not be scored last. Pure. */
final class PinOrder {
  private PinOrder() {}

  /**
   * The first pins of an answer.
   *
   * @param candidates all candidates, in the order of the request
   * @param found what is known of them: empty if the release does not have the pin, absent if it
   *     could not be read in time
   * @param scored the pins that can be scored
   * @param scores theirs; empty if there is no ranker: then by popularity
   * @param limit how many
   * @param explain whether to say how scores came about
   */
  static List<RankedPin> of(
      List<String> candidates,
      Map<String, Optional<Pin>> found,
      List<Pin> scored,
      Optional<Scores> scores,
      int limit,
      boolean explain) {
    Comparator<Integer> best =
        scores
            .map(known -> Comparator.comparingDouble((Integer i) -> -known.all()[i]))
            .orElseGet(() -> Comparator.comparingDouble(i -> -scored.get(i).actions()));
    List<RankedPin> answer = new ArrayList<>(Math.min(limit, candidates.size()));
    IntStream.range(0, scored.size())
        .boxed()
        .sorted(best.thenComparing(i -> scored.get(i).pinId()))
        .limit(limit)
        .map(i -> ranked(scored.get(i), i, scores, explain))
        .forEach(answer::add);
    Set<String> done = new HashSet<>();
    scored.forEach(pin -> done.add(pin.pinId()));
    candidates.stream()
        .filter(pinId -> !done.contains(pinId))
        .limit(limit - answer.size())
        .map(pinId -> new RankedPin(pinId, null, known(found.get(pinId)), null))
        .forEach(answer::add);
    return answer;
  }

  private static RankedPin ranked(Pin pin, int i, Optional<Scores> scores, boolean explain) {
    return new RankedPin(
        pin.pinId(),
        scores.map(known -> known.all()[i]).orElse(null),
        true,
        explain
            ? new RankedPin.Explanation(
                pin.actions(),
                scores.flatMap(Scores::withoutLive).map(all -> all[i]).orElse(null),
                scores.flatMap(Scores::withoutBatch).map(all -> all[i]).orElse(null))
            : null);
  }

  private static Boolean known(Optional<Pin> pin) {
    return pin == null ? null : pin.isPresent();
  }
}
