package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * A request, without who asks.
 *
 * @param method of HTTP
 * @param url with its query
 * @param body JSON, if any
 * @param accept the form of the answer
 * @param repeatable whether the same request again changes nothing more
 */
record Request(
    String method, HttpUrl url, Optional<JsonNode> body, String accept, boolean repeatable) {
  static final String JSON = "application/json";

  Request {
    requireNonNull(method, "method is null");
    requireNonNull(url, "url is null");
    requireNonNull(body, "body is null");
    requireNonNull(accept, "accept is null");
  }

  static Request get(HttpUrl url) {
    return new Request("GET", url, Optional.empty(), JSON, true);
  }

  static Request delete(HttpUrl url) {
    return new Request("DELETE", url, Optional.empty(), JSON, true);
  }

  /** Sets fields to values, so that it may be repeated. */
  static Request patch(HttpUrl url, JsonNode body) {
    return new Request("PATCH", url, Optional.of(body), JSON, true);
  }

  static Request post(HttpUrl url, JsonNode body) {
    return new Request("POST", url, Optional.of(body), JSON, false);
  }

  Request accepting(String form) {
    return new Request(method, url, body, form, repeatable);
  }

  /** For people: never a body, never a header. */
  String what() {
    return method + " " + url.encodedPath();
  }
}
