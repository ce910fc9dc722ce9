package io.tidemark.serving.errors;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers what the HTTP layer refuses (no such path, wrong method, wrong media type) as JSON. */
public final class HttpExceptionMapper implements ExceptionMapper<WebApplicationException> {
  private final UnexpectedExceptionMapper unexpected;

  /** {@code unexpected} answers for everything that is the server's fault. */
  public HttpExceptionMapper(UnexpectedExceptionMapper unexpected) {
    this.unexpected = unexpected;
  }

  @Override
  public Response toResponse(WebApplicationException exception) {
    Response original = exception.getResponse();
    if (original.getStatus() >= 500 || original.getStatus() < 400) {
      return unexpected.toResponse(exception);
    }
    Response.ResponseBuilder answer =
        Response.fromResponse(ErrorAnswer.of(problem(original.getStatus())));
    String allow = original.getHeaderString("Allow");
    return allow == null ? answer.build() : answer.header("Allow", allow).build();
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 404 ->
          new Problem(
              ErrorCode.NOT_FOUND, null, "no such path", "see /openapi.json for what there is");
      case 405 ->
          new Problem(
              ErrorCode.METHOD_NOT_ALLOWED,
              null,
              "the path does not have this method",
              "use one of the methods in the Allow header");
      case 406 ->
          new Problem(
              ErrorCode.NOT_ACCEPTABLE,
              null,
              "the path does not answer in an accepted media type",
              "send Accept: */*");
      case 415 ->
          new Problem(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              null,
              "the body is not marked as what this path reads",
              "send Content-Type: application/json (/v1/score reads application/cbor, too)");
      default ->
          new Problem(
              ErrorCode.BAD_REQUEST,
              null,
              "the request cannot be understood",
              "see /openapi.json for what to send");
    };
  }
}
