package io.tidemark.serving.releases;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.store.PublishEvent;
import io.tidemark.store.Release;
import io.tidemark.store.ReleaseHistory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything about one model's releases.
 *
 * @param readAt when
 * @param changes whether releases can be published by this API at all
 * @param published the one that is published; null if none is
 * @param before the one that a rollback goes to; null if there is none
 * @param releases the newest made first
 * @param history all changes of what is published, newest first
 */
@Schema(description = "everything about one model's releases")
public record ReleaseHistoryAnswer(
    String model,
    Instant readAt,
    @Schema(description = "on, or off: then nobody can publish by this API") Changes changes,
    @Schema(nullable = true) String published,
    @Schema(nullable = true, description = "the one that a rollback goes to") String before,
    @Schema(description = "the newest made first") List<KnownRelease> releases,
    @Schema(description = "all changes of what is published, newest first") List<Change> history) {
  public ReleaseHistoryAnswer {
    releases = List.copyOf(releases);
    history = List.copyOf(history);
  }

  /** Whether releases can be published by this API. */
  public enum Changes {
    ON,
    OFF;

    /** The name in answers. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One release.
   *
   * @param failure why it must not be published; null if it may be
   * @param checks what was checked before it might be published, and the outcome
   */
  @Schema(description = "one release, published or not")
  public record KnownRelease(
      String release,
      @Schema(description = "the trained model that made it") String version,
      @Schema(description = "the newest instant whose actions are included") Instant asOf,
      Instant createdAt,
      @Schema(description = "how many rows it wrote") long rows,
      @Schema(description = "versions of other models it was trained against")
          Map<String, String> requires,
      @Schema(description = "what was checked, and the outcome") Map<String, String> checks,
      @Schema(nullable = true, description = "why it must not be published; null if it may be")
          String failure) {
    static KnownRelease of(Release release) {
      return new KnownRelease(
          release.id(),
          release.version(),
          release.asOf(),
          release.createdAt(),
          release.rows(),
          release.requires(),
          release.checks(),
          release.failure().orElse(null));
    }
  }

  /**
   * One change of what is published.
   *
   * @param replaced the release published until then; null if there was none
   */
  @Schema(description = "one change of what is published")
  public record Change(
      Instant at,
      @Schema(allowableValues = {"publish", "rollback"}) String kind,
      String release,
      @Schema(nullable = true) String replaced,
      @Schema(description = "why, in words") String reason) {
    static Change of(PublishEvent event) {
      return new Change(
          event.at(),
          event.kind().name().toLowerCase(Locale.ROOT),
          event.releaseId(),
          event.replaced().orElse(null),
          event.reason());
    }
  }

  static ReleaseHistoryAnswer of(
      String model, ReleaseHistory history, Instant readAt, Changes changes) {
    return new ReleaseHistoryAnswer(
        model,
        readAt,
        changes,
        history.published().map(Release::id).orElse(null),
        history.before().map(Release::id).orElse(null),
        history.releases().stream().map(KnownRelease::of).toList(),
        history.events().stream().map(Change::of).toList());
  }
}
