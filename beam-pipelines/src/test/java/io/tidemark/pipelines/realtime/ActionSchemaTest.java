package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tidemark.store.ActionType;
import io.tidemark.store.InvalidActionException;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** The published schema says of every value what the parser says of it. */
class ActionSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = readSchema();
  private static final JsonSchema VALIDATOR =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

  private static final long NOW = 1_795_300_000_000L;
  private static final List<String> FIELDS =
      List.of(
          "event_id",
          "user_id",
          "pin_id",
          "action_type",
          "surface",
          "occurred_at",
          "duration_ms",
          "request_id",
          "something_else");

  /** Values at the edges of every rule. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"a\"",
          "\"save\"",
          "\"SAVE\"",
          "\"home\"",
          "\"a\\u0000\"",
          "\"a\\n\"",
          "\"\\u007f\"",
          "\"\\u0085\"",
          "\"\\u00a0 \\u2028\"",
          "\"" + "x".repeat(200) + "\"",
          "\"" + "x".repeat(201) + "\"",
          "\"" + "\uD83C\uDF89".repeat(200) + "\"",
          "\"" + "\uD83C\uDF89".repeat(201) + "\"",
          "1795300000000",
          "1795300000000.0",
          "1.79530e12",
          "1795300000000.5",
          "9223372036854775808");

  /** The same for the duration; out of the window of time for {@code occurred_at}. */
  private static final List<String> DURATIONS =
      List.of("-1", "0", "0.5", "1", "86400000", "86400000.0", "86400001", "\"1\"", "null");

  @Property(tries = 3_000)
  void schemaAndParserAgree(@ForAll("actions") String json) throws IOException {
    assertThat(isValid(JSON.readTree(json))).as(json).isEqualTo(isParsed(json));
  }

  @Test
  void theSchemaListsEveryTypeAndSurface() {
    assertThat(SCHEMA.at("/properties/action_type/enum"))
        .map(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(ActionType.values()).map(ActionType::wireName).toList());
    assertThat(SCHEMA.at("/properties/surface/enum"))
        .map(JsonNode::asText)
        .containsExactlyElementsOf(Arrays.stream(Surface.values()).map(Surface::wireName).toList());
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(SCHEMA.at("/properties"))
        .allSatisfy(field -> assertThat(field.path("description").asText()).isNotEmpty());
  }

  /** A good action with up to two fields changed or removed. */
  @Provide
  Arbitrary<String> actions() {
    Arbitrary<String> fields = Arbitraries.of(FIELDS);
    return Combinators.combine(fields, values(), fields, values(), Arbitraries.of(0, 1, 2, 2))
        .as(
            (field1, value1, field2, value2, changes) -> {
              ObjectNode action = good();
              if (changes >= 1) {
                change(action, field1, value1);
              }
              if (changes >= 2) {
                change(action, field2, value2);
              }
              return action.toString();
            });
  }

  private static Arbitrary<String> values() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.of(VALUES)),
        Tuple.of(3, Arbitraries.of(DURATIONS)),
        Tuple.of(1, Arbitraries.just("")));
  }

  private static void change(ObjectNode action, String field, String value) {
    if (value.isEmpty()) {
      action.remove(field);
    } else if (!field.equals("occurred_at") || !isIntegerOutOfTheWindow(value)) {
      action.set(field, read(value));
    }
  }

  /** What the schema cannot know, and says so in its description. */
  private static boolean isIntegerOutOfTheWindow(String value) {
    JsonNode node = read(value);
    return node.isNumber()
        && node.decimalValue().stripTrailingZeros().scale() <= 0
        && node.bigIntegerValue().bitLength() < Long.SIZE
        && Math.abs(node.longValue() - NOW) > 1_000;
  }

  private static ObjectNode good() {
    return JSON.createObjectNode()
        .put("event_id", "e1")
        .put("user_id", "u1")
        .put("pin_id", "p1")
        .put("action_type", "save")
        .put("surface", "home")
        .put("occurred_at", NOW);
  }

  private static boolean isValid(JsonNode action) {
    return VALIDATOR.validate(action).isEmpty();
  }

  private static boolean isParsed(String json) {
    try {
      ActionJson.parse(json.getBytes(UTF_8), Instant.ofEpochMilli(NOW));
      return true;
    } catch (InvalidActionException e) {
      return false;
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode readSchema() {
    try (InputStream schema = ActionJson.class.getResourceAsStream("action.schema.json")) {
      return JSON.readTree(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
