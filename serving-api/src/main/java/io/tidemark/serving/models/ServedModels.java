package io.tidemark.serving.models;

import io.tidemark.serving.pins.PinSnapshot;
import io.tidemark.serving.pins.ServedPins;
import io.tidemark.store.Release;
import java.util.Optional;

/**
 * What one ranking works with, held until it is done: a set of releases that fit together, and the
 * ranker of it, loaded.
 *
 * @param releases which
 * @param ranker empty if none is served
 * @param snapshot the pins that are mapped, empty if they all come from HBase
 * @param interests the release of interests that is published, of whatever version; empty if there
 *     is none
 */
public record ServedModels(
    ReleaseSet releases,
    Optional<OnnxRanker> ranker,
    Optional<PinSnapshot> snapshot,
    Optional<Release> interests)
    implements AutoCloseable {
  static final ServedModels NONE =
      new ServedModels(ReleaseSet.EMPTY, Optional.empty(), Optional.empty(), Optional.empty());

  /** Where pins come from, empty if no release of them is served. */
  public Optional<ServedPins> pins() {
    return releases.pins().map(release -> new ServedPins(release.version(), snapshot));
  }

  /** Lets the ranker go. */
  @Override
  public void close() {
    ranker.ifPresent(OnnxRanker::letGo);
  }
}
