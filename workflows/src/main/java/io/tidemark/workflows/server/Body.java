package io.tidemark.workflows.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A request's JSON object; each of its fields is known, and of its type, or refused by name. */
record Body(ObjectNode node) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 1 << 20;

  /**
   * ISO 8601 as pydantic takes it, and as Airflow's Python client writes it into a query: the
   * offset with a colon or without, {@code 2026-10-01T00:00:00.000000+0000}.
   */
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  /**
   * Reads it.
   *
   * @param fields that are known
   * @throws ApiException 413, or 422 naming the field
   */
  static Body read(InputStream stream, String... fields) throws IOException {
    return known(parsed(bytes(stream)), fields);
  }

  /** The same of what a form in a browser sends, all texts. */
  static Body readForm(InputStream stream, String... fields) throws IOException {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    for (String pair : new String(bytes(stream), UTF_8).split("&")) {
      int sign = pair.indexOf('=');
      if (sign > 0) {
        form.put(decoded(pair.substring(0, sign)), decoded(pair.substring(sign + 1)));
      }
    }
    return known(form, fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.of(400, "the form is not URL-encoded");
    }
  }

  private static byte[] bytes(InputStream stream) throws IOException {
    byte[] bytes = stream.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw ApiException.of(413, "the body is larger than %d bytes".formatted(LARGEST));
    }
    return bytes;
  }

  private static Body known(JsonNode json, String... fields) {
    if (!(json instanceof ObjectNode object)) {
      throw ApiException.invalid(
          "model_attributes_type",
          List.of("body"),
          "Input should be a valid dictionary or object to extract fields from",
          json);
    }
    List<String> known = List.of(fields);
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw ApiException.invalid(
                    "extra_forbidden",
                    List.of("body", name),
                    "Extra inputs are not permitted",
                    object.get(name));
              }
            });
    return new Body(object);
  }

  /**
   * Names of fields.
   *
   * @param ranges that are compared: each with {@code _gte}, {@code _gt}, {@code _lte}, {@code _lt}
   * @param others as they are
   */
  static String[] fields(List<String> ranges, String... others) {
    List<String> fields = new ArrayList<>(List.of(others));
    ranges.forEach(
        range -> Paging.COMPARISONS.keySet().forEach(suffix -> fields.add(range + suffix)));
    return fields.toArray(String[]::new);
  }

  boolean has(String field) {
    return node.has(field);
  }

  /** A field that must be there, though it may be null. */
  void require(String field) {
    if (!node.has(field)) {
      throw ApiException.invalid("missing", List.of("body", field), "Field required", node);
    }
  }

  Optional<String> text(String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid("string_type", field, "Input should be a valid string");
    }
    return Optional.of(value.asText());
  }

  boolean flag(String field, boolean otherwise) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw invalid("bool_type", field, "Input should be a valid boolean");
    }
    return value.asBoolean();
  }

  int number(String field, int otherwise) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isInt()) {
      throw invalid("int_type", field, "Input should be a valid integer");
    }
    return value.asInt();
  }

  List<String> texts(String field) {
    JsonNode value = node.path(field);
    List<String> texts = new ArrayList<>();
    if (value.isMissingNode() || value.isNull()) {
      return texts;
    }
    if (!value.isArray()) {
      throw invalid("list_type", field, "Input should be a valid list");
    }
    // A task may stand there with its map index, of which ours have none.
    value.forEach(item -> texts.add(item.isArray() ? item.path(0).asText() : item.asText()));
    return texts;
  }

  ObjectNode object(String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(value instanceof ObjectNode object)) {
      throw invalid("dict_type", field, "Input should be a valid dictionary");
    }
    return object;
  }

  Optional<Instant> instant(String field) {
    return text(field).map(text -> instant(text, List.of("body", field)));
  }

  /**
   * The fields as a query has them: texts, several where the field is a list, none where it is
   * null.
   */
  MultivaluedMap<String, String> parameters() {
    MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isArray()) {
                field.getValue().forEach(item -> parameters.add(field.getKey(), item.asText()));
              } else if (!field.getValue().isNull()) {
                parameters.add(field.getKey(), field.getValue().asText());
              }
            });
    return parameters;
  }

  /** An instant with its offset from UTC; without one it is refused. */
  static Instant instant(String text, List<String> place) {
    try {
      TemporalAccessor parsed = INSTANT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      if (parsed instanceof OffsetDateTime instant) {
        return instant.toInstant();
      }
    } catch (DateTimeException e) {
      throw ApiException.invalid(
          "datetime_from_date_parsing",
          place,
          "Input should be a valid datetime, such as 2026-10-01T00:00:00Z",
          TextNode.valueOf(text));
    }
    throw ApiException.invalid(
        "timezone_aware", place, "Input should have timezone info", TextNode.valueOf(text));
  }

  ApiException invalid(String type, String field, String message) {
    return ApiException.invalid(type, List.of("body", field), message, node.path(field));
  }

  private static JsonNode parsed(byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid(
          "json_invalid",
          List.of("body", Long.toString(e.getLocation().getCharOffset())),
          "JSON decode error",
          JsonNodeFactory.instance.objectNode());
    }
  }
}
