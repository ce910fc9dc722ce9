package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the forms in which servers hand out logs. */
final class LogText {
  private LogText() {}

  /** Version 1's text: the host's name on a line of its own, then the log. */
  static LogPage ofText(String text) {
    return new LogPage(
        text.lines().skip(1).filter(line -> !isMarker(line)).toList(), Optional.empty());
  }

  /** Version 2's JSON: events, or bare text, and a token as long as more may come. */
  static LogPage ofJson(Json json) {
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : json.node().path("content")) {
      if (entry.isTextual()) {
        entry.asText().lines().forEach(lines::add);
      } else {
        addEvent(new Json(entry), lines);
      }
    }
    return new LogPage(lines, json.text("continuation_token"));
  }

  private static void addEvent(Json entry, List<String> lines) {
    String event = entry.text("event", "");
    if (isMarker(event)) {
      return;
    }
    event.lines().forEach(lines::add);
    for (JsonNode error : entry.node().path("error_detail")) {
      Json cause = new Json(error);
      lines.add(cause.text("exc_type", "error") + ": " + cause.text("exc_value", ""));
    }
  }

  private static boolean isMarker(String line) {
    return line.contains("::group::") || line.contains("::endgroup::");
  }
}
