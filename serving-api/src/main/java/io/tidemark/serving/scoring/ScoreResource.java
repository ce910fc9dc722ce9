package io.tidemark.serving.scoring;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.tidemark.serving.admission.Admission;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.serving.http.CborReader;
import io.tidemark.serving.models.HeadProbabilities;
import io.tidemark.serving.models.OnnxRanker;
import io.tidemark.serving.models.RankerHead;
import io.tidemark.serving.models.RankerInput;
import io.tidemark.serving.models.ReleaseWatch;
import io.tidemark.serving.models.ScoringException;
import io.tidemark.serving.models.ServedModels;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** {@code POST /v1/score}: the served ranker on features that the caller brings. */
@Path("/v1/score")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, CborReader.CBOR})
public final class ScoreResource {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ReleaseWatch models;
  private final Duration timeout;
  private final Admission admission;

  /**
   * @param timeout how long a request may take
   * @param admission whom rankings share the machine with
   */
  public ScoreResource(ReleaseWatch models, Duration timeout, Admission admission) {
    this.models = models;
    this.timeout = timeout;
    this.admission = admission;
  }

  /** Scores the candidates of one request. */
  @POST
  @Operation(
      operationId = "postScore",
      summary = "Score candidates by features that the request brings",
      description =
          "For callers who hold features of their own: nothing is read, nothing is recorded. The"
              + " fields are the inputs of the ranker's graph without their first dimension. In CBOR"
              + " vectors may be typed arrays of floats (RFC 8746, tags 81 and 85), which cost"
              + " hardly anything to read. 503 if no ranker is served, or more is asked for than can be scored.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = ScoreRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "the probabilities",
              content = @Content(schema = @Schema(implementation = ScoreAnswer.class))))
  public ScoreAnswer score(ScoreRequest request) {
    if (request == null) {
      throw RefusedException.because(
          ErrorCode.WRONG_TYPE, null, "the body is null", "send a JSON object");
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    try (ServedModels served = models.hold()) {
      OnnxRanker ranker = served.ranker().orElseThrow(ScoreResource::noRanker);
      RankerInput features = request.check(ranker);
      try (Admission.Pass pass = admission.enter(timeout)) {
        return answer(ranker, ranker.score(features, deadline));
      }
    } catch (TimeoutException e) {
      throw RefusedException.tryLater(
          ErrorCode.OVERLOADED,
          "it was not scored within " + timeout.toMillis() + " ms",
          "send it again later, or with fewer candidates",
          RETRY_AFTER);
    } catch (ScoringException e) {
      throw new IllegalStateException("the ranker failed", e);
    }
  }

  private static ScoreAnswer answer(OnnxRanker ranker, HeadProbabilities scored) {
    float[][] probabilities = new float[scored.candidates()][scored.heads()];
    for (int n = 0; n < probabilities.length; n++) {
      for (int h = 0; h < scored.heads(); h++) {
        probabilities[n][h] = scored.of(n, h);
        if (!Float.isFinite(probabilities[n][h])) {
          throw new IllegalStateException(
              "ranker release %s gave %s".formatted(ranker.release().id(), probabilities[n][h]));
        }
      }
    }
    return new ScoreAnswer(
        ranker.release().id(),
        ranker.heads().stream().map(RankerHead::name).toList(),
        probabilities);
  }

  private static RefusedException noRanker() {
    return RefusedException.tryLater(
        ErrorCode.RANKER_MISSING,
        "no ranker is served",
        "publish one that fits the published pins and embeddings; see GET /v1/releases",
        RETRY_AFTER);
  }
}
