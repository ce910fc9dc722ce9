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
 * @param rows what was counted of them
 * @param drift against the published release; empty if that is another model's, or none
 * @param recall against the published release; empty if there is none
 */
public record RunReport(
    long selected,
    long users,
    OptionalLong usersBefore,
    RowChecks rows,
    Optional<Drift> drift,
    Optional<RecallComparison> recall) {
  public RunReport {
    requireNonNull(usersBefore, "usersBefore is null");
    requireNonNull(rows, "rows is null");
    requireNonNull(drift, "drift is null");
    requireNonNull(recall, "recall is null");
  }
}
