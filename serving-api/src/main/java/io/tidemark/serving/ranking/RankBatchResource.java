package io.tidemark.serving.ranking;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** {@code POST /v1/rank:batch}: rankings for several users, each with an answer of its own. */
@Path("/v1/rank:batch")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class RankBatchResource {
  private final RankCalls calls;

  /** A resource that hands requests to {@code calls}. */
  public RankBatchResource(RankCalls calls) {
    this.calls = calls;
  }

  /** What is to be done with one request: rank it, or say what is wrong with it. */
  private record Task(RankRequest.Checked request, List<Problem> problems) {}

  /** Ranks for each user. */
  @POST
  @Operation(
      operationId = "postRankBatch",
      summary = "Rank pins for several users",
      description =
          "One result for each request, in their order. What all of them need is read at the same"
              + " time. A request that is not valid has errors instead of an answer and does not"
              + " keep the others from being ranked; timeout_ms counts from the start of the whole.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RankBatchRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "one result for each request",
              content = @Content(schema = @Schema(implementation = RankBatchAnswer.class))))
  public RankBatchAnswer rank(RankBatchRequest batch) {
    if (batch == null) {
      throw RefusedException.because(
          ErrorCode.WRONG_TYPE, null, "the body is null", "send a JSON object");
    }
    batch.check(calls.configuration());
    List<Task> tasks = batch.requests().stream().map(this::task).toList();
    List<RankRequest.Checked> valid =
        tasks.stream().filter(task -> task.request() != null).map(Task::request).toList();
    Iterator<RankAnswer> answers = calls.answer(valid).iterator();
    List<RankBatchAnswer.Result> results = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      results.add(
          task.request() == null
              ? new RankBatchAnswer.Result(null, task.problems())
              : new RankBatchAnswer.Result(answers.next(), null));
    }
    return new RankBatchAnswer(results);
  }

  private Task task(RankRequest request) {
    if (request == null) {
      return new Task(
          null,
          List.of(
              new Problem(
                  ErrorCode.WRONG_TYPE, null, "the request is null", "send a JSON object")));
    }
    try {
      return new Task(request.check(calls.configuration()), List.of());
    } catch (RefusedException refused) {
      return new Task(null, refused.problems());
    }
  }
}
