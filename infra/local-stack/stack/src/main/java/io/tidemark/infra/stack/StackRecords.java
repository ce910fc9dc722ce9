package io.tidemark.infra.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and writes {@code run/}: one record a component that was started, and everyone's ports. */
final class StackRecords {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final TypeReference<TreeMap<String, Map<String, Integer>>> PORTS =
      new TypeReference<>() {};

  private final StateFolder folder;

  StackRecords(StateFolder folder) {
    this.folder = folder;
  }

  /** The record of a component that was started and not stopped since. */
  Optional<ComponentRecord> read(Component component) {
    Path file = folder.record(component);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), ComponentRecord.class));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  void write(Component component, ComponentRecord record) {
    write(folder.record(component), record);
  }

  void remove(Component component) {
    try {
      Files.deleteIfExists(folder.record(component));
    } catch (IOException e) {
      throw unreadable(folder.record(component), e);
    }
  }

  /** The ports a component had at its last start, by name; empty if it never started. */
  synchronized Map<String, Integer> ports(Component component) {
    return allPorts().getOrDefault(component.id(), Map.of());
  }

  synchronized void writePorts(Component component, Map<String, Integer> ports) {
    TreeMap<String, Map<String, Integer>> all = allPorts();
    all.put(component.id(), new TreeMap<>(ports));
    write(portsFile(), all);
  }

  private TreeMap<String, Map<String, Integer>> allPorts() {
    if (!Files.exists(portsFile())) {
      return new TreeMap<>();
    }
    try {
      return JSON.readValue(portsFile().toFile(), PORTS);
    } catch (IOException e) {
      throw unreadable(portsFile(), e);
    }
  }

  private Path portsFile() {
    return folder.run().resolve("ports.json");
  }

  /** Whole or not at all: another process may read at any moment. */
  private static void write(Path file, Object value) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      JSON.writeValue(next.toFile(), value);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException(
          "cannot write %s: %s; is the disk full?".formatted(file, e.getMessage()), e);
    }
  }

  private static StackException unreadable(Path file, IOException e) {
    return new StackException(
        "%s cannot be read (%s); look at it, then delete it".formatted(file, e.getMessage()), e);
  }
}
