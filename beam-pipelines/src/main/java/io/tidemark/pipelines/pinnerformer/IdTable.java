package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.training.RowAdam;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The learned vectors of {@link IdEmbeddings}: which row a pin has, and the rows. A pin's row is
 * its index in the release, or a hash of its id, which it may share with others.
 */
final class IdTable {
  private final RowAdam table;
  private final int[] rowOfPin;
  private final double rate;

  IdTable(IdEmbeddings config, PinVectors pins, SplittableRandom random) {
    int rows = config.rows() == 0 ? pins.size() : config.rows();
    // Norm 1 at first, like a content vector.
    this.table = new RowAdam(rows, config.width(), 1 / Math.sqrt(config.width()), random);
    this.rate = config.learningRate();
    this.rowOfPin = new int[pins.size()];
    for (int pin = 0; pin < rowOfPin.length; pin++) {
      rowOfPin[pin] = config.rows() == 0 ? pin : hash(pins.id(pin), rows);
    }
  }

  /** A row for any id, the same in every release and language: CRC-32C of UTF-8. */
  static int hash(String pinId, int rows) {
    CRC32C sum = new CRC32C();
    sum.update(pinId.getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % rows);
  }

  int width() {
    return table.width();
  }

  /** Copies the pin's vector to that place of the target. */
  void copy(int pin, float[] target, int offset) {
    table.copyRow(rowOfPin[pin], target, offset);
  }

  /** The vectors of some pins, {@code [n * width]}. */
  float[] of(int... pins) {
    float[] vectors = new float[Math.multiplyExact(pins.length, width())];
    for (int i = 0; i < pins.length; i++) {
      copy(pins[i], vectors, i * width());
    }
    return vectors;
  }

  /**
   * Moves the vectors of some pins along their gradients.
   *
   * @param gradients {@code [n * width]}; overwritten
   * @param learningRate the network's
   */
  void step(int[] pins, float[] gradients, double learningRate) {
    int[] rows = new int[pins.length];
    for (int i = 0; i < pins.length; i++) {
      rows[i] = rowOfPin[pins[i]];
    }
    table.step(rows, gradients, rate * learningRate);
  }

  /** The rows and their optimizer. */
  RowAdam table() {
    return table;
  }
}
