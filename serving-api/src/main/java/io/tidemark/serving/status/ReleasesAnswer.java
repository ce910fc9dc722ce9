package io.tidemark.serving.status;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.store.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is published, what is served, and why the two differ if they do.
 *
 * @param readAt when the published releases were last read; null if never
 * @param models by model
 * @param problems why a published release is not served, in words
 */
@Schema(description = "what is published and what is served")
public record ReleasesAnswer(
    @Schema(nullable = true, description = "when the published releases were last read")
        Instant readAt,
    @Schema(description = "by model: pins, pinnerformer, pinnersage, retrieval, ranker")
        Map<String, ModelReleases> models,
    @Schema(description = "why a published release is not served; empty if all are")
        List<String> problems) {
  public ReleasesAnswer {
    problems = List.copyOf(problems);
  }

  /**
   * One model's releases.
   *
   * @param published the one that is published; null if none is, or nobody knows
   * @param served the one that rankings use; null if none
   */
  @Schema(description = "one model's releases; null if there is none, or nobody knows")
  public record ModelReleases(
      @Schema(nullable = true) ReleaseView published,
      @Schema(nullable = true) ReleaseView served) {}

  /**
   * One release.
   *
   * @param release its id
   * @param version the trained model that made it
   * @param asOf the newest instant whose actions are included
   * @param ageSeconds now - as-of
   * @param rows how many rows it wrote
   * @param requires versions of other models it was trained against
   * @param createdAt when it was made
   */
  @Schema(description = "one release of one model")
  public record ReleaseView(
      String release,
      @Schema(description = "the trained model that made it") String version,
      @Schema(description = "the newest instant whose actions are included") Instant asOf,
      long ageSeconds,
      @Schema(description = "how many rows it wrote") long rows,
      @Schema(description = "versions of other models it was trained against")
          Map<String, String> requires,
      Instant createdAt) {

    static ReleaseView of(Optional<Release> release, Clock clock) {
      return release
          .map(
              known ->
                  new ReleaseView(
                      known.id(),
                      known.version(),
                      known.asOf(),
                      Duration.between(known.asOf(), clock.instant()).toSeconds(),
                      known.rows(),
                      known.requires(),
                      known.createdAt()))
          .orElse(null);
    }
  }
}
