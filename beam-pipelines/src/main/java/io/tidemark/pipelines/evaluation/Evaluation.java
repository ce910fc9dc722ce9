package io.tidemark.pipelines.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks every target at every cadence, over one index and one window of targets. What an arm is
 * asked twice with the same key it answers once, whatever the cadences: a vector of the actions up
 * to one instant serves all targets that are ranked with it.
 */
public final class Evaluation {
  private final TimeSplit split;
  private final List<Target> targets;
  private final int[] topics;

  /**
   * @param targets pairs (user, positive)
   * @param topics of each pin of the index, {@code [N]}
   */
  public Evaluation(TimeSplit split, List<Target> targets, int[] topics) {
    this.split = requireNonNull(split, "split is null");
    this.targets = List.copyOf(targets);
    this.topics = topics.clone();
  }

  /** A target at a cadence, waiting for its answer. */
  private record Waiting(int cadence, Target target) {}

  /** What an arm does at each cadence, in their order. */
  public Map<Cadence, Outcome> run(Arm arm, List<Cadence> cadences) {
    List<Question> questions = new ArrayList<>();
    List<List<Waiting>> waiting = new ArrayList<>();
    Map<Object, Integer> places = new LinkedHashMap<>();
    for (int cadence = 0; cadence < cadences.size(); cadence++) {
      for (Target target : targets) {
        Question question =
            new Question(
                target.timeline(), cadences.get(cadence).knownBefore(target.occurredAt(), split));
        int place = places.computeIfAbsent(arm.key(question), key -> places.size());
        if (place == questions.size()) {
          questions.add(question);
          waiting.add(new ArrayList<>());
        }
        waiting.get(place).add(new Waiting(cadence, target));
      }
    }
    Tally tally = new Tally(cadences.size());
    arm.answer(
        questions, (question, scores) -> tally.take(waiting.set(question, List.of()), scores));
    waiting.forEach(tally::miss);
    Map<Cadence, Outcome> outcomes = new LinkedHashMap<>();
    for (int cadence = 0; cadence < cadences.size(); cadence++) {
      outcomes.put(cadences.get(cadence), tally.outcome(cadence));
    }
    return outcomes;
  }

  private final class Tally {
    private final List<Outcome> outcomes = new ArrayList<>();
    private final long[][] slots;

    Tally(int cadences) {
      this.slots = new long[cadences][topics.length];
      for (int cadence = 0; cadence < cadences; cadence++) {
        outcomes.add(new Outcome());
      }
    }

    void take(List<Waiting> waiting, float[][] scores) {
      int[][] first = new int[scores.length][];
      for (Waiting one : waiting) {
        int best = 0;
        int rank = Integer.MAX_VALUE;
        for (int vector = 0; vector < scores.length; vector++) {
          int own = Ranks.rank(scores[vector], one.target().pin());
          if (own < rank) {
            rank = own;
            best = vector;
          }
        }
        if (first[best] == null) {
          first[best] = Ranks.top(scores[best], InterestEntropy.AT);
        }
        outcomes
            .get(one.cadence())
            .answered(
                one.target().timeline().userId(), rank, InterestEntropy.of(first[best], topics));
        for (int place = 0; place < Math.min(Outcome.AT, first[best].length); place++) {
          slots[one.cadence()][first[best][place]]++;
        }
      }
    }

    void miss(List<Waiting> waiting) {
      for (Waiting one : waiting) {
        outcomes.get(one.cadence()).unanswered(one.target().timeline().userId());
      }
    }

    Outcome outcome(int cadence) {
      outcomes.get(cadence).covered(Coverage.p90(slots[cadence]));
      return outcomes.get(cadence);
    }
  }
}
