package io.tidemark.serving.ranking;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import java.util.List;

/**
 * Rankings for several users, as they are posted.
 *
 * @param requests one for each user
 */
@Schema(description = "what to rank, for several users")
public record RankBatchRequest(
    @Schema(
            description =
                "one for each user, as for /v1/rank: up to 100 as configured, and 10,000 candidates"
                    + " together",
            requiredMode = Schema.RequiredMode.REQUIRED)
        List<RankRequest> requests) {

  /**
   * Checks the size of the whole; each request is checked on its own.
   *
   * @throws RefusedException naming what is wrong
   */
  void check(RankingConfiguration configuration) {
    if (requests == null || requests.isEmpty() || requests.size() > configuration.maxUsers()) {
      throw RefusedException.because(
          ErrorCode.INVALID_FIELD,
          "requests",
          "requests has " + (requests == null ? 0 : requests.size()) + " rankings",
          "send 1 to " + configuration.maxUsers());
    }
    long candidates =
        requests.stream()
            .filter(request -> request != null && request.candidates() != null)
            .mapToLong(request -> request.candidates().size())
            .sum();
    if (candidates > RankRequest.MAX_CANDIDATES) {
      throw RefusedException.because(
          ErrorCode.INVALID_FIELD,
          "requests",
          "requests has " + candidates + " candidates together",
          "send up to " + RankRequest.MAX_CANDIDATES + " together");
    }
  }
}
