package io.tidemark.serving.models;

import java.util.Optional;

/**
 * What one ranking works with, held until it is done: a set of releases that fit together, and the
 * ranker of it, loaded.
 *
 * @param releases which
 * @param ranker empty if none is served
 */
public record ServedModels(ReleaseSet releases, Optional<OnnxRanker> ranker)
    implements AutoCloseable {
  static final ServedModels NONE = new ServedModels(ReleaseSet.EMPTY, Optional.empty());

  /** Lets the ranker go. */
  @Override
  public void close() {
    ranker.ifPresent(OnnxRanker::letGo);
  }
}
