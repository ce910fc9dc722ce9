package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One shard that was written.
 *
 * @param users rows it has
 * @param changed rows that were made anew
 * @param actions in all rows
 */
record ShardSummary(String file, long users, long changed, long actions) implements Serializable {
  private static final long serialVersionUID = 1;

  ShardSummary {
    requireNonNull(file, "file is null");
  }
}
