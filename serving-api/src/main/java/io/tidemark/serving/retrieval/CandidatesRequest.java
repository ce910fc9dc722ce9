package io.tidemark.serving.retrieval;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.Problem;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.store.ActionRules;
import io.tidemark.store.InvalidActionException;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to retrieve, as it is posted. Anything that was not sent is null.
 *
 * @param userId for whom
 * @param surface where the pins will be shown
 * @param limit how many at most
 * @param exclude pins that are not wanted
 * @param excludeEngaged whether to leave out pins that the user acted on lately; yes if left out
 * @param timeoutMs how long it may take
 */
@Schema(description = "what to retrieve, and for whom")
public record CandidatesRequest(
    @Schema(
            description = "for whom; need not be known",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = 200,
            example = "u42")
        String userId,
    @Schema(description = "where the pins will be shown; unknown if left out", example = "home")
        String surface,
    @Schema(
            description = "how many at most; what is configured if left out, 500 as it comes",
            minimum = "1",
            maximum = "2000",
            example = "200")
        Integer limit,
    @ArraySchema(
            arraySchema = @Schema(description = "pins that are not wanted, seen ones for instance"),
            schema = @Schema(minLength = 1, maxLength = 200, example = "p1001"),
            maxItems = CandidatesRequest.MAX_EXCLUDED)
        List<String> exclude,
    @Schema(
            description =
                "whether to leave out pins that the user acted on, in any way, among the live"
                    + " actions that are read",
            defaultValue = "true")
        Boolean excludeEngaged,
    @Schema(
            description = "how long it may take: what is not read by then is left out; up to 5,000",
            minimum = "1",
            maximum = "5000",
            defaultValue = "500")
        Integer timeoutMs) {
  /** The most candidates of an answer. */
  public static final int MAX_CANDIDATES = 2_000;

  /** The most pins that may be left out. */
  public static final int MAX_EXCLUDED = 10_000;

  private static final int TIMEOUT_MS = 500;
  private static final int MAX_TIMEOUT_MS = 5_000;
  private static final int MAX_PROBLEMS = 20;

  /**
   * Checks the request.
   *
   * @throws RefusedException naming every field that is wrong
   */
  CandidateQuery check(RetrievalConfiguration configuration) {
    List<Problem> problems = new ArrayList<>();
    checkId("user_id", userId, problems);
    if (surface != null && Surface.fromWireName(surface).isEmpty()) {
      problems.add(
          problem(
              "surface",
              "is not a known surface",
              "send one of "
                  + Arrays.stream(Surface.values())
                      .map(Surface::wireName)
                      .collect(Collectors.joining(", "))));
    }
    checkRange("limit", limit, MAX_CANDIDATES, problems);
    checkRange("timeout_ms", timeoutMs, MAX_TIMEOUT_MS, problems);
    if (exclude != null && exclude.size() > MAX_EXCLUDED) {
      problems.add(
          problem("exclude", "has " + exclude.size() + " pins", "send up to " + MAX_EXCLUDED));
    } else if (exclude != null) {
      for (int i = 0; i < exclude.size() && problems.size() < MAX_PROBLEMS; i++) {
        checkId("exclude[" + i + "]", exclude.get(i), problems);
      }
    }
    if (!problems.isEmpty()) {
      throw RefusedException.because(problems);
    }
    return new CandidateQuery(
        userId,
        surface == null ? Surface.UNKNOWN : Surface.fromWireName(surface).orElseThrow(),
        limit == null ? configuration.candidates() : limit,
        exclude == null ? Set.of() : new HashSet<>(exclude),
        !Boolean.FALSE.equals(excludeEngaged),
        Duration.ofMillis(timeoutMs == null ? TIMEOUT_MS : timeoutMs));
  }

  private static void checkRange(String field, Integer value, int most, List<Problem> problems) {
    if (value != null && (value < 1 || value > most)) {
      problems.add(
          problem(field, "is outside 1 to " + most, "send a number in it, or leave it out"));
    }
  }

  private static void checkId(String field, String value, List<Problem> problems) {
    try {
      ActionRules.requireId(field, value);
    } catch (InvalidActionException invalid) {
      problems.add(problem(field, invalid.reason(), invalid.fix()));
    }
  }

  private static Problem problem(String field, String reason, String fix) {
    return new Problem(ErrorCode.INVALID_FIELD, field, field + " " + reason, fix);
  }
}
