package io.tidemark.pipelines.study;

/**
 * How one row was trained on one split.
 *
 * @param row its name
 * @param batchUsers windows a step
 * @param pairsPerStep (position, target) pairs a step on average
 * @param steps that were made
 * @param bestStep whose weights were kept
 * @param heldOutRecall recall@10 on the training users' newest positives, which chose them; not a
 *     number if there were none
 */
record TrainingFacts(
    String row,
    int batchUsers,
    double pairsPerStep,
    int steps,
    int bestStep,
    double heldOutRecall) {}
