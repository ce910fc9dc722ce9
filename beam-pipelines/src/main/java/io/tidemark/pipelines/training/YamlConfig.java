package io.tidemark.pipelines.training;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.stream.Collectors;

/**
 * Reads a trainer's configuration: a record from YAML with snake-case names, ISO durations ({@code
 * P28D}) and nothing unknown or left out. What is wrong is told with the field's path.
 */
public final class YamlConfig {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(new SimpleModule().addDeserializer(Duration.class, new IsoDuration()))
          .build();

  private YamlConfig() {}

  /**
   * Reads a preset or a file.
   *
   * @param presetOrFile the name of a resource {@code <name>.yaml} beside the class, or a path
   * @throws IllegalArgumentException naming the field that is wrong, or the file that is missing
   */
  public static <T> T read(Class<T> type, String presetOrFile) {
    try (InputStream preset = type.getResourceAsStream(presetOrFile + ".yaml")) {
      if (preset != null) {
        return read(type, preset, presetOrFile);
      }
      Path file = Path.of(presetOrFile);
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "%s is neither a preset nor a file".formatted(presetOrFile));
      }
      try (InputStream in = Files.newInputStream(file)) {
        return read(type, in, presetOrFile);
      }
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("cannot read " + presetOrFile, unreadable);
    }
  }

  /**
   * Reads a tree such as {@link ModelCard#configOf} makes of a configuration.
   *
   * @param source where it comes from, for the message
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static <T> T read(Class<T> type, JsonNode tree, String source) {
    try {
      return read(source, () -> YAML.treeToValue(tree, type));
    } catch (IOException impossible) {
      throw new IllegalArgumentException("cannot read " + source, impossible);
    }
  }

  private static <T> T read(Class<T> type, InputStream in, String source) throws IOException {
    return read(source, () -> YAML.readValue(in, type));
  }

  /** Reading that may fail. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(String source, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ValueInstantiationException invalid) {
      throw new IllegalArgumentException(source + ": " + invalid.getCause().getMessage(), invalid);
    } catch (JsonMappingException wrong) {
      String path =
          wrong.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .collect(Collectors.joining("."));
      throw new IllegalArgumentException(
          "%s: %s%s"
              .formatted(source, path.isEmpty() ? "" : path + ": ", wrong.getOriginalMessage()),
          wrong);
    }
  }

  private static final class IsoDuration extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    IsoDuration() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString();
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException | NullPointerException wrong) {
        throw context.weirdStringException(text, Duration.class, "write P28D or PT12H");
      }
    }
  }
}
