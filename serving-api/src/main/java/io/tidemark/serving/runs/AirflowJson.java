package io.tidemark.serving.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What Airflow's answers say; what is not there, or not understood, is left out. */
final class AirflowJson {
  private AirflowJson() {}

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** A text; null if there is none. */
  static String text(JsonNode json, String field) {
    return json.path(field).isTextual() ? json.path(field).asText() : null;
  }

  static Optional<Instant> instant(JsonNode json, String field) {
    try {
      return Optional.ofNullable(text(json, field))
          .map(value -> OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The day whose data a run is for; null if it does not say. */
  static String day(JsonNode run) {
    String day = text(run.path("conf"), "data_day");
    String logicalDate = text(run, "logical_date");
    return day != null || logicalDate == null
        ? day
        : logicalDate.substring(0, Math.min(10, logicalDate.length()));
  }

  /** The lines of a log, without the marks that fold it. */
  static List<String> log(JsonNode answer) {
    return list(answer.path("content")).stream()
        .map(line -> line.isTextual() ? line.asText() : text(line, "event"))
        .filter(Objects::nonNull)
        .filter(line -> !line.isBlank() && !line.startsWith("::"))
        .toList();
  }

  /** As a part of a path. */
  static String encoded(String segment) {
    return URLEncoder.encode(segment == null ? "" : segment, StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
