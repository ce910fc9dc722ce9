package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the gate judges a run by.
 *
 * @param selected users that were to be computed
 * @param users with a sequence, computed now or not
 * @param usersBefore the same of the published release, if it tells
 * @param embeddings what was counted of the vectors
 * @param drift against the published release; empty if that is another model's, or none
 * @param recall against the published release; empty if there is none
 */
record RunReport(
    long selected,
    long users,
    OptionalLong usersBefore,
    EmbeddingChecks embeddings,
    Optional<Drift> drift,
    Optional<RecallComparison> recall) {
  RunReport {
    requireNonNull(usersBefore, "usersBefore is null");
    requireNonNull(embeddings, "embeddings is null");
    requireNonNull(drift, "drift is null");
    requireNonNull(recall, "recall is null");
  }
}
