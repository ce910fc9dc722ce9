package io.tidemark.serving.pins;

import io.tidemark.store.Pin;
import io.tidemark.store.StoreException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Where pins are kept for good. */
public interface PinStore {
  /**
   * Pins of that version, by id; those it does not know are left out. Answers at once with a
   * future, which fails if the store is not there.
   */
  CompletableFuture<Map<String, Pin>> pins(Collection<String> pinIds, String version);

  /**
   * Hands over every pin of that version, one at a time; takes as long as it takes.
   *
   * @throws StoreException if the store cannot be read to the end
   */
  void forEachPin(String version, Consumer<Pin> consumer);
}
