package io.tidemark.pipelines.pins;

import io.tidemark.pipelines.storage.Warehouse;
import java.io.IOException;
import java.util.stream.IntStream;

/** Puts a release of pins into a warehouse, for the tests of other packages. */
public final class PinRelease {
  private PinRelease() {}

  /** Writes the file that {@link ReadPins} reads. */
  public static void write(Warehouse warehouse, PinVectors pins) throws IOException {
    PinFiles files = new PinFiles(warehouse);
    PinFiles.write(
        files.released(pins.version()),
        IntStream.range(0, pins.size())
            .mapToObj(index -> new BuiltPin(pins.pin(index), 0))
            .toList());
  }
}
