package io.tidemark.serving.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.store.Action;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;

/** {@code POST /v1/actions}: live actions, acknowledged once Kafka has them. */
@Path("/v1/actions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ActionsResource {
  private final ActionsReader reader;
  private final ActionLog log;
  private final Clock clock;
  private final Counter accepted;

  /** A resource that reads bodies with {@code mapper} and appends to {@code log}. */
  public ActionsResource(ObjectMapper mapper, ActionLog log, Clock clock, MeterRegistry meters) {
    this.reader = new ActionsReader(mapper);
    this.log = log;
    this.clock = clock;
    this.accepted =
        Counter.builder("tidemark.actions.accepted")
            .description("actions that Kafka confirmed")
            .register(meters);
  }

  /** Takes one action, or all of many. */
  @POST
  @Operation(
      operationId = "postActions",
      summary = "Record what users did",
      description =
          "One action, or {\"actions\": [...]} with up to 1,000. If any of them is not valid, all"
              + " are refused and nothing is written. Answered 202 only once Kafka has all of them;"
              + " the stream brings them into the next ranking within milliseconds. After a 503 or"
              + " a lost connection send the same body again: with the sender's own event_id and"
              + " occurred_at an event sent twice counts once.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(oneOf = {ActionBody.class, ActionsBody.class}))),
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "Kafka has all of the actions",
              content = @Content(schema = @Schema(implementation = ActionsAnswer.class))))
  public Response post(JsonNode body) throws JsonProcessingException {
    List<Action> actions = reader.read(body, clock.instant());
    log.append(actions);
    accepted.increment(actions.size());
    return Response.accepted(
            new ActionsAnswer(actions.size(), actions.stream().map(Action::eventId).toList()))
        .build();
  }
}
