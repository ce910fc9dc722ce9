package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads descriptors; what is wrong with one is told with its line and field. */
public final class DescriptorReader {
  /** The data sets whose descriptors come with Tidemark. */
  public static final List<String> NAMES = List.of("kuairand", "otto", "deskdrop", "beauty");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .build();

  private static final Pattern MISSING =
      Pattern.compile("Missing required creator property '([^']*)'");

  private DescriptorReader() {}

  /**
   * The descriptor of a data set that Tidemark knows.
   *
   * @throws JobFailedException if it knows none of that name
   */
  public static DatasetDescriptor named(String name) {
    if (!NAMES.contains(name)) {
      throw new JobFailedException(
          "there is no data set '%s': --dataset takes %s; describe your own with --descriptor=FILE"
              .formatted(name, String.join(", ", NAMES)));
    }
    String resource = "datasets/" + name + ".yaml";
    try (InputStream in = DescriptorReader.class.getResourceAsStream(resource)) {
      return read(in, resource);
    } catch (IOException e) {
      throw new JobFailedException("cannot read " + resource, e);
    }
  }

  /**
   * A descriptor of the user's own.
   *
   * @throws JobFailedException if it cannot be read or is wrong; the message names line and field
   */
  public static DatasetDescriptor file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new JobFailedException("cannot read the descriptor " + file + ": " + e, e);
    }
  }

  static DatasetDescriptor read(InputStream in, String source) throws IOException {
    try {
      DatasetDescriptor descriptor = YAML.readValue(in, DatasetDescriptor.class);
      if (descriptor == null) {
        throw new JobFailedException(source + " is empty: it should describe a data set");
      }
      return descriptor;
    } catch (JsonProcessingException e) {
      throw new JobFailedException(message(e, source), e);
    }
  }

  private static String message(JsonProcessingException e, String source) {
    StringBuilder message = new StringBuilder(source);
    JsonLocation location = e.getLocation();
    if (location != null && location.getLineNr() > 0) {
      message.append(", line ").append(location.getLineNr());
    }
    message.append(": ");
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      message.append(path(mapping)).append(": ");
    }
    return message.append(reason(e)).toString();
  }

  private static String reason(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "there is no field '%s' here; known are %s"
          .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds());
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage();
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    return missing.find()
        ? "the field '%s' is missing".formatted(missing.group(1))
        : e.getOriginalMessage();
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }
}
