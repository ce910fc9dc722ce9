package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** An answer that refuses: a status and what stands in {@code detail}. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonNode detail;

  private ApiException(int status, JsonNode detail) {
    super(detail.toString());
    this.status = status;
    this.detail = detail;
  }

  static ApiException of(int status, String detail) {
    return new ApiException(status, TextNode.valueOf(detail));
  }

  static ApiException notFound(String detail) {
    return of(404, detail);
  }

  static ApiException dagNotFound(String dagId) {
    return notFound("The Dag with ID: `%s` was not found".formatted(dagId));
  }

  /** What a broken constraint of the database looks like in Airflow 3. */
  static ApiException conflict(String message) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    detail.put("reason", "Unique constraint violation");
    detail.put("statement", "hidden");
    detail.put("orig_error", "hidden");
    detail.put("message", message);
    return new ApiException(409, detail);
  }

  /**
   * A field that does not do.
   *
   * @param type of the fault
   * @param place such as {@code body, logical_date}
   * @param input what was given
   */
  static ApiException invalid(String type, List<String> place, String message, JsonNode input) {
    ObjectNode fault = JsonNodeFactory.instance.objectNode();
    fault.put("type", type);
    ArrayNode loc = fault.putArray("loc");
    place.forEach(loc::add);
    fault.put("msg", message);
    fault.set("input", input);
    return new ApiException(422, JsonNodeFactory.instance.arrayNode().add(fault));
  }

  int status() {
    return status;
  }

  JsonNode detail() {
    return detail;
  }
}
