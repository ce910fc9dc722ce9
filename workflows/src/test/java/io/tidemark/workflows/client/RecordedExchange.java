package io.tidemark.workflows.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import okhttp3.mockwebserver.MockResponse;

/** A request to a real server and what it answered. */
record RecordedExchange(
    String name,
    String method,
    String path,
    JsonNode sent,
    int status,
    String type,
    JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of a server, {@code 2.10.3} or {@code 3.2.0}. */
  static List<RecordedExchange> of(String server) {
    try (InputStream file =
        RecordedExchange.class.getResourceAsStream("/airflow/%s.json".formatted(server))) {
      List<RecordedExchange> exchanges = new ArrayList<>();
      for (JsonNode entry : JSON.readTree(file)) {
        JsonNode request = entry.path("request");
        JsonNode response = entry.path("response");
        JsonNode headers = response.path("headers");
        exchanges.add(
            new RecordedExchange(
                entry.path("name").asText(),
                request.path("method").asText(),
                request.path("path").asText(),
                request.path("body"),
                response.path("status").asInt(),
                headers.path("Content-Type").asText(headers.path("content-type").asText("")),
                response.path("body")));
      }
      return exchanges;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the exchanges of " + server, e);
    }
  }

  /** The first of this name. */
  static RecordedExchange named(String server, String name) {
    return of(server).stream()
        .filter(exchange -> exchange.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The answer, as it was. */
  MockResponse answer() {
    MockResponse answer =
        new MockResponse()
            .setResponseCode(status)
            .setBody(body.isTextual() ? body.asText() : body.toString());
    return type.isEmpty() ? answer : answer.setHeader("Content-Type", type);
  }

  /** The same answer with a field at its top set. */
  MockResponse answerWith(String field, String value) {
    ObjectNode changed = body.deepCopy();
    return answer().setBody(changed.put(field, value).toString());
  }

  @Override
  public String toString() {
    return "%s: %s %s -> %d".formatted(name, method, path, status);
  }
}
