package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The models of Airflow's own Python client, as {@code airflow/client-models.txt} describes them:
 * says what that client would refuse of an answer.
 */
final class ClientModels {
  /** What pydantic reads: at most microseconds, and always an offset. */
  private static final Pattern INSTANT =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:\\d\\d)");

  private final Map<String, Map<String, String>> models = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private ClientModels() {}

  static ClientModels load() throws IOException {
    ClientModels loaded = new ClientModels();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ClientModels.class.getResourceAsStream("/airflow/client-models.txt"), UTF_8))) {
      String model = null;
      for (String line : reader.lines().toList()) {
        if (line.startsWith("#") || line.isBlank()) {
          continue;
        }
        if (!line.startsWith(" ")) {
          model = line.strip();
        } else if (line.strip().startsWith("= ")) {
          loaded.names.put(model, line.strip().substring(2));
        } else {
          String[] field = line.strip().split(": ", 2);
          loaded
              .models
              .computeIfAbsent(model, key -> new LinkedHashMap<>())
              .put(field[0], field[1]);
        }
      }
    }
    return loaded;
  }

  /** What is wrong with an answer, a line each; empty if that client takes it. */
  List<String> faults(String type, JsonNode answer) {
    List<String> faults = new ArrayList<>();
    check(type, answer, type, faults);
    return faults;
  }

  private void check(String declared, JsonNode value, String place, List<String> faults) {
    boolean optional = declared.endsWith("?");
    String type = optional ? declared.substring(0, declared.length() - 1) : declared;
    if (value.isMissingNode() || value.isNull()) {
      boolean free = type.equals("any") && !value.isMissingNode();
      if (!optional && !free) {
        faults.add(place + ": is required, and is " + (value.isNull() ? "null" : "missing"));
      }
      return;
    }
    if (names.containsKey(type)) {
      check(names.get(type), value, place, faults);
    } else if (type.startsWith("[")) {
      if (!value.isArray()) {
        faults.add(place + ": is no list but " + value);
      }
      for (int i = 0; i < value.size(); i++) {
        String item = type.substring(1, type.length() - 1);
        check(item, value.get(i), place + "[" + i + "]", faults);
      }
    } else if (models.containsKey(type)) {
      models
          .get(type)
          .forEach(
              (field, wanted) -> check(wanted, value.path(field), place + "." + field, faults));
    } else if (!is(type, value)) {
      faults.add(place + ": is no " + type + " but " + value);
    }
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "str" -> value.isTextual();
      case "int" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "bool" -> value.isBoolean();
      case "dict" -> value.isObject();
      case "any" -> true;
      case "datetime" -> value.isTextual() && isInstant(value.asText());
      default -> {
        if (!type.contains("|")) {
          throw new IllegalArgumentException("no model is called " + type);
        }
        yield value.isTextual() && List.of(type.split("\\|")).contains(value.asText());
      }
    };
  }

  private static boolean isInstant(String text) {
    try {
      OffsetDateTime.parse(text);
      return INSTANT.matcher(text).matches();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
