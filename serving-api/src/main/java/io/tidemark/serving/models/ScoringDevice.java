package io.tidemark.serving.models;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.Locale;

/** Where models run. */
public enum ScoringDevice {
  /** On the first GPU if there is one that the ONNX Runtime on the class path can use, else CPU. */
  AUTO,
  /** On the CPU. */
  CPU,
  /** On the first GPU, or not at all. */
  GPU;

  /** The device of that name, in any case. */
  @JsonCreator
  static ScoringDevice named(String name) {
    return Arrays.stream(values())
        .filter(device -> device.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("device is auto, cpu or gpu, not " + name));
  }
}
