package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model and the pins that it looks at, in memory once a process however many of its workers use
 * them: the workers of one process share what they borrow, and the last one to return it closes it.
 */
final class LoadedModel implements AutoCloseable {
  private static final Map<Key, LoadedModel> LOADED = new HashMap<>();

  private record Key(String folder, Warehouse warehouse, int threads) {}

  private final Key key;
  private final Path cache;
  private final PinnerFormerModel model;
  private final PinVectors pins;
  private int borrowers;

  private LoadedModel(Key key) throws IOException {
    this.key = key;
    this.cache = Files.createTempDirectory("pinnerformer-model");
    this.model = PinnerFormerModel.load(key.folder(), cache, key.threads());
    this.pins = ReadPins.read(key.warehouse(), model.card().requires().get(Release.PINS));
  }

  /**
   * Borrows a model; close it to return it.
   *
   * @param folder URI or path of the model's folder
   * @param threads of one operator
   */
  static LoadedModel borrow(String folder, Warehouse warehouse, int threads) throws IOException {
    Key key = new Key(folder, warehouse, threads);
    synchronized (LOADED) {
      LoadedModel loaded = LOADED.get(key);
      if (loaded == null) {
        loaded = new LoadedModel(key);
        LOADED.put(key, loaded);
      }
      loaded.borrowers++;
      return loaded;
    }
  }

  PinnerFormerModel model() {
    return model;
  }

  PinVectors pins() {
    return pins;
  }

  @Override
  public void close() {
    synchronized (LOADED) {
      borrowers--;
      if (borrowers > 0) {
        return;
      }
      LOADED.remove(key);
      model.close();
    }
    try {
      deleteTree(cache);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the copy of the model in " + cache, e);
    }
  }

  /** Deletes a local folder and all that is in it. */
  static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
