package io.tidemark.pipelines.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.YamlConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Some fields of a configuration set to other values, by the names they have in its YAML file.
 *
 * @param values by dotted path, such as {@code objective.kind}
 */
record ConfigChange(Map<String, Object> values) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ConfigChange {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static ConfigChange none() {
    return new ConfigChange(Map.of());
  }

  static ConfigChange of(String path, Object value) {
    return none().and(path, value);
  }

  /** This change and another field, which wins over an earlier value. */
  ConfigChange and(String path, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put(path, value);
    return new ConfigChange(all);
  }

  /**
   * Reads {@code field=value,field=value}.
   *
   * @throws IllegalArgumentException if something is no such pair
   */
  static ConfigChange parse(String text) {
    ConfigChange change = none();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "\"" + pair + "\" sets nothing: write field=value, such as objective.horizon=P14D");
      }
      change = change.and(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return change;
  }

  /**
   * The changed configuration.
   *
   * @throws IllegalArgumentException if a field does not exist or its value is not allowed
   */
  PinnerFormerConfig applyTo(PinnerFormerConfig config) {
    JsonNode tree = ModelCard.configOf(config).deepCopy();
    values.forEach((path, value) -> set(tree, path, value));
    return YamlConfig.read(PinnerFormerConfig.class, tree, this.toString());
  }

  private static void set(JsonNode tree, String path, Object value) {
    int dot = path.lastIndexOf('.');
    JsonNode parent = dot < 0 ? tree : tree.at("/" + path.substring(0, dot).replace('.', '/'));
    String field = path.substring(dot + 1);
    if (!(parent instanceof ObjectNode object) || !object.has(field)) {
      throw new IllegalArgumentException("the configuration has no field " + path);
    }
    object.set(field, JSON.valueToTree(value));
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
