package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What became of a shard.
 *
 * @param shard as it is now
 * @param changed users whose row was made anew
 */
record WrittenShard(Shard shard, long changed) implements Serializable {
  private static final long serialVersionUID = 1;

  WrittenShard {
    requireNonNull(shard, "shard is null");
  }
}
