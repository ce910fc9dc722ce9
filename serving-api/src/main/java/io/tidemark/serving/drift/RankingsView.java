package io.tidemark.serving.drift;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;

/**
 * A user's ranking by both sides, by the batch side alone and by the live side alone. Null is
 * unknown.
 *
 * @param status whether the ranker ranked by all three, else why not
 * @param candidates how many pins were ranked
 * @param k how many of them are shown
 * @param both the first pins by both sides
 * @param batchOnly had the user no live actions
 * @param liveOnly had the user no embedding
 */
@Schema(description = "the user's ranking by both sides, by batch only and by live only")
public record RankingsView(
    Status status,
    @Schema(nullable = true, description = "how many pins were ranked") Integer candidates,
    @Schema(nullable = true, description = "how many of them are shown") Integer k,
    @Schema(description = "the first k by both sides") List<Place> both,
    @Schema(nullable = true, description = "had the user no live actions") Alone batchOnly,
    @Schema(nullable = true, description = "had the user no embedding") Alone liveOnly) {
  public RankingsView {
    both = List.copyOf(both);
  }

  /** Whether the user was ranked, else why not. */
  public enum Status {
    /** By both sides, as far as there are any, and by each alone. */
    RANKED,
    /** A side could not be read, so that nobody knows what both would have ranked. */
    UNREAD,
    /** No ranker is served, or it failed. */
    NO_RANKER,
    /** No pins are served, or none of those asked for is known. */
    NO_PINS,
    /** More was asked for than can be ranked. */
    OVERLOADED;

    /** The name in answers, such as {@code no_ranker}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One pin of a ranking.
   *
   * @param placeByBoth where it is by both sides, 1 is the first
   */
  @Schema(description = "one pin of a ranking")
  public record Place(
      String pinId,
      float score,
      @Schema(description = "where it is by both sides; 1 is the first") int placeByBoth) {}

  /**
   * The ranking by one side alone, against that by both.
   *
   * @param pins its first k
   * @param overlap rank-biased overlap (p = 0.9) with the ranking by both, 0 to 1
   * @param churn share of the first k by both that are not among its first k
   */
  @Schema(description = "the ranking by one side alone, against that by both")
  public record Alone(
      List<Place> pins,
      @Schema(description = "rank-biased overlap (p = 0.9) with the ranking by both: 1 is the same")
          double overlap,
      @Schema(description = "share of the first k by both that are not in the first k of this")
          double churn) {
    public Alone {
      pins = List.copyOf(pins);
    }
  }

  static RankingsView unknown(Status status) {
    return new RankingsView(status, null, null, List.of(), null, null);
  }
}
