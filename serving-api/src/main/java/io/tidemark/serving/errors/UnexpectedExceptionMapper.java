package io.tidemark.serving.errors;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a fault of the server: the caller gets an id, the log gets the stack trace. */
public final class UnexpectedExceptionMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnexpectedExceptionMapper.class);

  @Override
  public Response toResponse(Throwable exception) {
    String id = UUID.randomUUID().toString();
    LOGGER.error("Request failed, error id {}", id, exception);
    return ErrorAnswer.of(
        new Problem(
            ErrorCode.INTERNAL,
            null,
            "the server failed; its log has the reason under error id " + id,
            "try again; if it keeps failing, report the error id"));
  }
}
