package io.tidemark.pipelines.readout;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.experiments.readout.Readout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** A result where the API looks for it: {@code <experiment>.json}, never half of one. */
final class ReadoutFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  private ReadoutFile() {}

  /** Writes it, over the one before. */
  static Path write(Path folder, Readout readout) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(readout.experiment() + ".json");
    Path staged = Files.createTempFile(folder, "." + readout.experiment(), ".tmp");
    Files.write(staged, JSON.writeValueAsBytes(readout));
    return Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
