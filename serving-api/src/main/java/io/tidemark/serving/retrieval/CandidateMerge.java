package io.tidemark.serving.retrieval;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Many lists of pins, each best first, to one: the sources take turns, and within a source its
 * lists do; a pin that comes again is one candidate with one more reason. Pure.
 */
final class CandidateMerge {
  private final Map<Source, List<Found>> bySource = new EnumMap<>(Source.class);

  /**
   * What one search found.
   *
   * @param near the medoid or pin it was asked from; null for other sources
   */
  record Found(String near, List<VectorIndex.Found> pins) {}

  /**
   * What came out.
   *
   * @param excluded how many different pins that were found are left out as they are not wanted
   */
  record Merged(List<Candidate> candidates, int excluded) {
    /** How many of the candidates a source named. */
    int of(Source source) {
      return (int)
          candidates.stream()
              .filter(pin -> pin.sources().stream().anyMatch(why -> why.source() == source))
              .count();
    }
  }

  /** Adds what a search found. */
  void add(Source source, String near, List<VectorIndex.Found> pins) {
    bySource.computeIfAbsent(source, any -> new ArrayList<>()).add(new Found(near, pins));
  }

  /** Whether nothing was found. */
  boolean isEmpty() {
    return bySource.values().stream()
        .allMatch(lists -> lists.stream().allMatch(list -> list.pins().isEmpty()));
  }

  /** The first of them. */
  Merged first(int limit, Predicate<String> isWanted) {
    Map<String, List<Candidate.Reason>> reasons = new LinkedHashMap<>();
    Set<String> excluded = new HashSet<>();
    List<List<Named>> turns = new ArrayList<>();
    bySource.forEach((source, lists) -> turns.add(inTurn(source, lists)));
    int longest = turns.stream().mapToInt(List::size).max().orElse(0);
    int[] next = new int[turns.size()];
    for (int round = 0; round < longest; round++) {
      for (int turn = 0; turn < turns.size(); turn++) {
        boolean added = false;
        // A turn brings a new candidate: what others have named already does not cost it.
        while (!added && next[turn] < turns.get(turn).size()) {
          Named named = turns.get(turn).get(next[turn]++);
          if (!isWanted.test(named.pinId())) {
            excluded.add(named.pinId());
          } else if (reasons.containsKey(named.pinId())) {
            reasons.get(named.pinId()).add(named.reason());
          } else if (reasons.size() < limit) {
            reasons.computeIfAbsent(named.pinId(), any -> new ArrayList<>()).add(named.reason());
            added = true;
          }
        }
      }
    }
    return new Merged(
        reasons.entrySet().stream()
            .map(pin -> new Candidate(pin.getKey(), pin.getValue()))
            .toList(),
        excluded.size());
  }

  private record Named(String pinId, Candidate.Reason reason) {}

  private static List<Named> inTurn(Source source, List<Found> lists) {
    List<Named> all = new ArrayList<>();
    int longest = lists.stream().mapToInt(list -> list.pins().size()).max().orElse(0);
    for (int place = 0; place < longest; place++) {
      for (Found list : lists) {
        if (place < list.pins().size()) {
          VectorIndex.Found pin = list.pins().get(place);
          Float similarity = source == Source.POPULARITY ? null : (Float) pin.similarity();
          all.add(new Named(pin.pinId(), new Candidate.Reason(source, list.near(), similarity)));
        }
      }
    }
    return all;
  }
}
