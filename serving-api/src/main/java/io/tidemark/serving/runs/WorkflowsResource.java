package io.tidemark.serving.runs;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.runs.WorkflowsAnswer.Status;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/workflows}: what the scheduler tells of all workflows and their runs. */
@Path("/v1/workflows")
@Produces(MediaType.APPLICATION_JSON)
public final class WorkflowsResource {
  private static final String NOT_CONFIGURED =
      "no scheduler is configured: set TIDEMARK_SCHEDULER or scheduler.address";

  private final Optional<AirflowWorkflows> workflows;
  private final Clock clock;

  /** Of the scheduler that is configured, if one is. */
  public WorkflowsResource(SchedulerConfiguration configuration, Clock clock) {
    this.workflows =
        configuration.uri().map(address -> new AirflowWorkflows(address, configuration, clock));
    this.clock = clock;
  }

  /** All workflows and their newest runs. */
  @GET
  @Operation(
      operationId = "getWorkflows",
      summary = "All workflows and their newest runs",
      description =
          "Asks the scheduler, at most once in two seconds. If it does not answer, that is told,"
              + " and nothing of what it told before.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the workflows",
              content = @Content(schema = @Schema(implementation = WorkflowsAnswer.class))))
  public WorkflowsAnswer workflows() {
    return workflows
        .map(AirflowWorkflows::workflows)
        .orElseGet(
            () -> WorkflowsAnswer.nothing(Status.NOT_CONFIGURED, NOT_CONFIGURED, clock.instant()));
  }

  /** The tasks of one run. */
  @GET
  @Path("/{workflow}/runs/{run}")
  @Operation(
      operationId = "getRun",
      summary = "The tasks of one run, and what those that failed logged last",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the tasks",
              content = @Content(schema = @Schema(implementation = RunAnswer.class))))
  public RunAnswer run(
      @Parameter(description = "the workflow's id") @PathParam("workflow") String workflow,
      @Parameter(description = "the run's id") @PathParam("run") String run) {
    return workflows
        .map(known -> known.run(workflow, run))
        .orElseGet(() -> new RunAnswer(workflow, run, clock.instant(), NOT_CONFIGURED, List.of()));
  }
}
