package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.workflows.scheduler.RefusedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure in the words and forms of Airflow 3. */
final class RefusalMapper implements ExceptionMapper<Exception> {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalMapper.class);

  @Override
  public Response toResponse(Exception failure) {
    if (failure instanceof ApiException refused) {
      return answer(refused.status(), "detail", refused.detail());
    }
    if (failure instanceof RefusedException refused) {
      return switch (refused.reason()) {
        case NOT_FOUND -> answer(404, "detail", TextNode.valueOf(refused.getMessage()));
        case STATE -> answer(409, "detail", TextNode.valueOf(refused.getMessage()));
        case EXISTS -> answer(409, "detail", ApiException.conflict(refused.getMessage()).detail());
      };
    }
    if (failure instanceof NotFoundException) {
      return answer(404, "error", TextNode.valueOf("API route not found"));
    }
    if (failure instanceof NotAllowedException) {
      return answer(405, "detail", TextNode.valueOf("Method Not Allowed"));
    }
    if (failure instanceof WebApplicationException http && http.getResponse().getStatus() < 500) {
      int status = http.getResponse().getStatus();
      return answer(status, "detail", TextNode.valueOf(http.getMessage()));
    }
    LOG.error("a request failed", failure);
    return Response.status(500)
        .type(MediaType.TEXT_PLAIN_TYPE)
        .entity("Internal Server Error")
        .build();
  }

  static Response answer(int status, String field, JsonNode value) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(JsonNodeFactory.instance.objectNode().set(field, value))
        .build();
  }
}
