package io.tidemark.serving.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * The body of every answer that is not a success.
 *
 * @param error the first problem
 * @param others further problems of the same request, at most {@value #MAX_OTHERS}; left out if
 *     there are none
 */
@Schema(description = "why the request was refused, and what to send instead")
public record ErrorAnswer(
    Problem error,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(description = "further problems of the same request; left out if there are none")
        List<Problem> others) {
  /** How many problems beyond the first are told. */
  public static final int MAX_OTHERS = 19;

  public ErrorAnswer {
    others = List.copyOf(others.subList(0, Math.min(others.size(), MAX_OTHERS)));
  }

  /** The answer to one problem. */
  public static Response of(Problem problem) {
    return builder(List.of(problem)).build();
  }

  /** A response in the making, with the status of the first problem. */
  static Response.ResponseBuilder builder(List<Problem> problems) {
    ErrorAnswer answer = new ErrorAnswer(problems.get(0), problems.subList(1, problems.size()));
    return Response.status(problems.get(0).code().status())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(answer);
  }
}
