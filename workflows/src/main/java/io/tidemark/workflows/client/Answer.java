package io.tidemark.workflows.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.workflows.client.AirflowException.Kind;

/**
 * What came back.
 *
 * @param status of HTTP
 * @param contentType empty if there was none
 * @param body empty if there was none
 */
record Answer(int status, String contentType, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  boolean isRefusedForWho() {
    return status == 401 || status == 403;
  }

  /** Whether the same request may well be answered a moment later. */
  boolean isTransient() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /**
   * Its JSON.
   *
   * @throws AirflowException if it is none
   */
  Json json(Request request) {
    try {
      return new Json(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      throw new AirflowException(
          Kind.UNINTELLIGIBLE,
          status,
          "%s: the answer is not JSON but %s"
              .formatted(request.what(), contentType.isEmpty() ? "of no type" : contentType));
    }
  }
}
