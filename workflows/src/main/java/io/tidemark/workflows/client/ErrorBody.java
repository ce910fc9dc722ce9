package io.tidemark.workflows.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What a refusing answer says, in whichever of its shapes: RFC 7807 with a detail or only a title,
 * {@code detail} as text, as the object of a broken constraint, or as a list of faulty fields,
 * {@code error}, plain text, or a page of HTML.
 */
final class ErrorBody {
  private static final int LONGEST = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ErrorBody() {}

  /** One line for people; never empty. */
  static String message(String body) {
    String text = body.strip();
    if (text.isEmpty()) {
      return "no reason was given";
    }
    try {
      return shortened(fromJson(JSON.readTree(text)));
    } catch (JsonProcessingException notJson) {
      return text.startsWith("<") ? "a page of HTML, not an answer of the API" : shortened(text);
    }
  }

  private static String fromJson(JsonNode body) {
    JsonNode detail = body.path("detail");
    if (detail.isTextual()) {
      return withTitle(body, detail.asText());
    }
    if (detail.isArray()) {
      List<String> faults = new ArrayList<>();
      detail.forEach(fault -> faults.add(fault(fault)));
      return String.join("; ", faults);
    }
    if (detail.isObject()) {
      return detail.path("reason").asText(detail.path("message").asText(detail.toString()));
    }
    for (String field : List.of("title", "error", "message")) {
      if (body.path(field).isTextual()) {
        return body.path(field).asText();
      }
    }
    return body.isTextual() ? body.asText() : body.toString();
  }

  /** The title says more than the detail where it names the conflict. */
  private static String withTitle(JsonNode body, String detail) {
    String title = body.path("title").asText("");
    return title.contains(" conflicts ") ? title + ": " + detail : detail;
  }

  private static String fault(JsonNode fault) {
    if (!fault.isObject()) {
      return fault.asText();
    }
    List<String> place = new ArrayList<>();
    fault.path("loc").forEach(part -> place.add(part.asText()));
    String message = fault.path("msg").asText(fault.path("type").asText(fault.toString()));
    return place.isEmpty() ? message : String.join(".", place) + ": " + message;
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
