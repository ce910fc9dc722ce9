package io.tidemark.serving.ranking;

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
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to rank, as it is posted. Anything that was not sent is null.
 *
 * @param userId for whom
 * @param candidates the pins to rank; a pin that is there twice is ranked once; null if the server
 *     is to retrieve some
 * @param surface where they will be shown
 * @param limit how many to answer with; all if left out
 * @param explain whether to say how the scores came about
 * @param timeoutMs how long the ranking may take
 * @param excludeEngaged whether to leave out pins that the user acted on lately
 */
@Schema(description = "what to rank, and for whom")
public record RankRequest(
    @Schema(
            description = "for whom; need not be known",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minLength = 1,
            maxLength = 200,
            example = "u42")
        String userId,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description =
                        "the pins to rank; one that is there twice is ranked once. If left out, the"
                            + " server retrieves some; not in a batch"),
            schema = @Schema(minLength = 1, maxLength = 200, example = "p1001"),
            minItems = 1,
            maxItems = RankRequest.MAX_CANDIDATES)
        List<String> candidates,
    @Schema(
            description = "where the pins will be shown; unknown if left out",
            allowableValues = {
              "unknown",
              "home",
              "search",
              "related",
              "profile",
              "notification",
              "desktop",
              "android",
              "ios",
              "other"
            },
            example = "home")
        String surface,
    @Schema(
            description = "how many pins to answer with; all if left out",
            minimum = "1",
            maximum = "10000",
            example = "50")
        Integer limit,
    @Schema(
            description =
                "whether to score also without each tide, and say so; three times the work",
            defaultValue = "false")
        Boolean explain,
    @Schema(
            description =
                "how long the ranking may take: what is not read or scored by then is left out, and"
                    + " named in degraded; up to what is configured, 5,000 as it comes",
            minimum = "1",
            example = "200")
        Integer timeoutMs,
    @Schema(
            description =
                "whether to leave out candidates that the user acted on, in any way, among the live"
                    + " actions that are read (the newest 100 of the last 30 days as it comes)",
            defaultValue = "false")
        Boolean excludeEngaged) {
  /** The most candidates a request may have. */
  public static final int MAX_CANDIDATES = 10_000;

  /** The request with everything checked and filled in. */
  record Checked(
      String userId,
      List<String> candidates,
      Surface surface,
      int limit,
      boolean explain,
      Duration timeout,
      boolean excludeEngaged) {
    /** The same for candidates that were found meanwhile. */
    Checked with(List<String> found, Duration left) {
      return new Checked(userId, found, surface, limit, explain, left, excludeEngaged);
    }
  }

  /**
   * Checks the request.
   *
   * @param ranking how long a ranking may take
   * @throws RefusedException naming every field that is wrong
   */
  Checked check(RankingConfiguration ranking) {
    return checked(ranking, problems(ranking, false));
  }

  /**
   * Checks a request that leaves the candidates to the server: it has none yet.
   *
   * @throws RefusedException naming every field that is wrong
   */
  Checked checkOpen(RankingConfiguration ranking) {
    return checked(ranking, problems(ranking, true));
  }

  private Checked checked(RankingConfiguration ranking, List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw RefusedException.because(problems);
    }
    return new Checked(
        userId,
        candidates == null ? List.of() : candidates.stream().distinct().toList(),
        surface == null ? Surface.UNKNOWN : Surface.fromWireName(surface).orElseThrow(),
        limit == null ? MAX_CANDIDATES : limit,
        Boolean.TRUE.equals(explain),
        timeoutMs == null ? ranking.timeout().toJavaDuration() : Duration.ofMillis(timeoutMs),
        Boolean.TRUE.equals(excludeEngaged));
  }

  private List<Problem> problems(RankingConfiguration ranking, boolean open) {
    List<Problem> problems = new ArrayList<>();
    checkId("user_id", userId, problems);
    if (!open) {
      checkCandidates(problems);
    }
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
    if (limit != null && (limit < 1 || limit > MAX_CANDIDATES)) {
      problems.add(
          problem(
              "limit",
              "is outside 1 to " + MAX_CANDIDATES,
              "send how many pins to answer with, or leave it out for all"));
    }
    long most = ranking.maxTimeout().toMilliseconds();
    if (timeoutMs != null && (timeoutMs < 1 || timeoutMs > most)) {
      problems.add(
          problem(
              "timeout_ms",
              "is outside 1 to " + most,
              "send how long the ranking may take, or leave it out for "
                  + ranking.timeout().toMilliseconds()));
    }
    return problems;
  }

  private void checkCandidates(List<Problem> problems) {
    if (candidates == null || candidates.isEmpty() || candidates.size() > MAX_CANDIDATES) {
      problems.add(
          problem(
              "candidates",
              "has " + (candidates == null ? 0 : candidates.size()) + " pins",
              "send 1 to " + MAX_CANDIDATES + " pin ids"));
      return;
    }
    for (int i = 0; i < candidates.size() && problems.size() < 20; i++) {
      checkId("candidates[" + i + "]", candidates.get(i), problems);
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
