package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** Fields of an answer, each of which may be missing, null, or of another type than expected. */
record Json(JsonNode node) {
  Optional<String> text(String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  String text(String field, String otherwise) {
    return text(field).orElse(otherwise);
  }

  boolean flag(String field) {
    return node.path(field).asBoolean(false);
  }

  OptionalInt number(String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }

  OptionalLong longNumber(String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }

  /** Either form: {@code +00:00} or {@code Z}, with or without fractions of a second. */
  Optional<Instant> instant(String field) {
    try {
      return text(field).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException unknownForm) {
      return Optional.empty();
    }
  }

  <T> List<T> list(String field, Function<Json, T> item) {
    List<T> items = new ArrayList<>();
    node.path(field).forEach(element -> items.add(item.apply(new Json(element))));
    return List.copyOf(items);
  }

  List<String> texts(String field) {
    return list(field, element -> element.node.asText());
  }

  Map<String, JsonNode> object(String field) {
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    node.path(field).properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }
}
