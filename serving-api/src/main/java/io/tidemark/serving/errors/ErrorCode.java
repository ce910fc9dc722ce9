package io.tidemark.serving.errors;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What can go wrong with a request, and the HTTP status it is answered with. */
public enum ErrorCode {
  /** The body is not JSON. */
  MALFORMED_JSON(400),
  /** The body is said to be CBOR, and is not. */
  MALFORMED_CBOR(400),
  /** A field that the endpoint does not have. */
  UNKNOWN_FIELD(400),
  /** A field with a value of the wrong type. */
  WRONG_TYPE(400),
  /** A field that is missing or breaks a rule. */
  INVALID_FIELD(400),
  /** No body was sent. */
  BODY_MISSING(400),
  /** The request is not valid HTTP for this server. */
  BAD_REQUEST(400),
  /** The token is missing, or another one. */
  UNAUTHORIZED(401),
  /** Nobody may, or not from there. */
  FORBIDDEN(403),
  /** No such path. */
  NOT_FOUND(404),
  /** The path does not have that method. */
  METHOD_NOT_ALLOWED(405),
  /** The answer is JSON, and the request does not accept it. */
  NOT_ACCEPTABLE(406),
  /** The body came too slowly. */
  REQUEST_TIMEOUT(408),
  /** What was to be changed has been changed meanwhile, or must not be. */
  CONFLICT(409),
  /** The body is larger than the limit. */
  BODY_TOO_LARGE(413),
  /** The body is of no media type that the endpoint reads. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** A fault of the server; its log tells more. */
  INTERNAL(500),
  /** More work than the server takes on at once. */
  OVERLOADED(503),
  /** Nothing can be scored: no ranker is served. */
  RANKER_MISSING(503),
  /** HBase does not answer. */
  HBASE_UNAVAILABLE(503),
  /** Kafka did not confirm the actions in time. */
  KAFKA_UNAVAILABLE(503);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The name in answers and metrics, such as {@code unknown_field}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
