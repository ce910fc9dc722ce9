package io.tidemark.pipelines.pinnersage;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a worker gets the pins from: once a process, however many of its workers use them. Equal
 * sources give the same pins.
 */
interface PinSource extends Serializable {
  /** Reads them. */
  PinVectors load();

  /**
   * A release in the warehouse.
   *
   * @param version of the pins
   */
  record Released(Warehouse warehouse, String version) implements PinSource {
    private static final long serialVersionUID = 1;

    @Override
    public PinVectors load() {
      return ReadPins.read(warehouse, version);
    }
  }

  /** The pins, from memory while somebody uses them. */
  static PinVectors shared(PinSource source) {
    return Shared.of(source);
  }

  /** What is in memory. */
  final class Shared {
    private static final Map<PinSource, WeakReference<PinVectors>> LOADED = new HashMap<>();

    private Shared() {}

    private static synchronized PinVectors of(PinSource source) {
      WeakReference<PinVectors> known = LOADED.get(source);
      PinVectors pins = known == null ? null : known.get();
      if (pins == null) {
        pins = source.load();
        LOADED.put(source, new WeakReference<>(pins));
      }
      return pins;
    }
  }
}
