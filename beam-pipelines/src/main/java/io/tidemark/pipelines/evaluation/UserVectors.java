package io.tidemark.pipelines.evaluation;

import java.util.List;

/** Turns what is known of users into vectors of the index's space. */
@FunctionalInterface
public interface UserVectors {
  /**
   * Embeds users from their actions alone: equal actions, equal vectors.
   *
   * @param questions of users of whom at least one action is known
   * @return for each question {@code [V][D]}, V being 0 where there is nothing to say
   */
  List<float[][]> of(List<Question> questions);
}
