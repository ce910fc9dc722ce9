package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A file of a shard: rows in the order of their users' ids, a user once.
 *
 * @param file where it lies
 * @param users rows it has
 */
record Run(String file, long users) implements Serializable {
  private static final long serialVersionUID = 1;

  Run {
    requireNonNull(file, "file is null");
  }
}
