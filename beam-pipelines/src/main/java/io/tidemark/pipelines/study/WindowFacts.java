package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.TimeSplit;

/**
 * What is known of one split, for the reader to judge the tables by.
 *
 * @param split when
 * @param trainingUsers users with an action up to t0 that were trained on
 * @param trainingActions their actions up to t0
 * @param trainingKnown of those on a pin with a vector
 * @param positives the evaluated users' positive actions in the target window
 * @param withoutHistory of them by users without any action up to t0: left out
 * @param repeats of the rest on a pin that the user had acted on before
 * @param inCatalogue of the rest on a pin that anybody had acted on up to t0
 * @param known of the rest on a pin with a vector
 * @param targets what is left, and measured on
 * @param catalogue pins seen up to t0
 * @param index of them with a vector: what is ranked
 */
record WindowFacts(
    TimeSplit split,
    long trainingUsers,
    long trainingActions,
    long trainingKnown,
    long positives,
    long withoutHistory,
    long repeats,
    long inCatalogue,
    long known,
    long targets,
    long catalogue,
    long index) {
  /** The positives of users who had acted before. */
  long withHistory() {
    return positives - withoutHistory;
  }
}
