package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;

/** Reads a release of pin vectors from the files of the Hive table {@code pins}. */
public final class ReadPins {
  private ReadPins() {}

  /**
   * The vectors of one release.
   *
   * @throws JobFailedException if the warehouse does not have it
   */
  public static PinVectors read(Warehouse warehouse, String version) {
    return PinVectors.of(version, PinFiles.read(new PinFiles(warehouse).released(version)));
  }

  /**
   * The vectors of the published release.
   *
   * @throws JobFailedException if none is published, or the warehouse does not have it
   */
  public static PinVectors published(StorageOptions options) {
    return read(Warehouse.of(options), publishedRelease(options).version());
  }

  /**
   * The published release of pins.
   *
   * @throws JobFailedException if none is published
   */
  public static Release publishedRelease(StorageOptions options) {
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      return new Releases(connection)
          .published(Release.PINS)
          .orElseThrow(
              () ->
                  new JobFailedException(
                      "no release of pins is published in HBase at %s: run BuildPins first"
                          .formatted(options.getHbase())));
    }
  }
}
