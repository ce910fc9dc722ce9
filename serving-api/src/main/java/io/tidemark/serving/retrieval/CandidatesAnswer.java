package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pins that may be worth ranking, and where they come from.
 *
 * @param userId for whom
 * @param index the release of the index; null if none is served
 * @param coldStart whether nothing at all is known of the user, so that popular pins stand in
 * @param candidates the sources' best first, in turn
 * @param sources what each source brought
 * @param excluded how many that were found are left out, as they are not wanted; null if it was
 *     asked to leave out what the user acted on, and that could not be read
 * @param problem why the published index is not served, in words; left out if it is
 */
@Schema(description = "pins that may be worth ranking, and where they come from")
public record CandidatesAnswer(
    String userId,
    @Schema(nullable = true, description = "the release of the index; null if none is served")
        String index,
    @Schema(
            description =
                "whether nothing at all is known of the user, so that popular pins stand in")
        boolean coldStart,
    @Schema(description = "the sources' best first, in turn") List<Candidate> candidates,
    List<SourceReport> sources,
    @Schema(
            nullable = true,
            description =
                "how many that were found are left out as they are not wanted; null if what the"
                    + " user acted on could not be read, as that could not be left out then")
        Integer excluded,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "why the published index is not served")
        String problem) {
  public CandidatesAnswer {
    candidates = List.copyOf(candidates);
    sources = List.copyOf(sources);
  }

  /** The same with some of the candidates only, in that order. */
  public CandidatesAnswer only(List<String> pinIds) {
    Map<String, Candidate> byId = new HashMap<>();
    candidates.forEach(candidate -> byId.put(candidate.pinId(), candidate));
    return new CandidatesAnswer(
        userId,
        index,
        coldStart,
        pinIds.stream().filter(byId::containsKey).map(byId::get).toList(),
        sources,
        excluded,
        problem);
  }

  /** The pins. */
  public List<String> pinIds() {
    return candidates.stream().map(Candidate::pinId).toList();
  }
}
