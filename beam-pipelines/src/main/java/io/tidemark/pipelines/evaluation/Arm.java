package io.tidemark.pipelines.evaluation;

import java.util.List;

/** Something that ranks the index for a user: a trained model, a baseline, an oracle. */
public interface Arm {
  /** As it stands in tables. */
  String name();

  /**
   * What the answer depends on: questions with equal keys have equal answers, and only one of them
   * is asked.
   */
  Object key(Question question);

  /**
   * Answers questions. One that it has nothing to say to, such as that of a user nothing is known
   * of, it leaves out: everything then ties, and ties count against.
   */
  void answer(List<Question> questions, Answers answers);

  /** Takes answers in any order. */
  @FunctionalInterface
  interface Answers {
    /**
     * @param question its place among the questions
     * @param scores {@code [V][N]}: a score for every pin of the index from each of V vectors, V at
     *     least 1. Of several a target is ranked by the one that ranks it best, an oracle's choice
     */
    void answer(int question, float[][] scores);
  }
}
