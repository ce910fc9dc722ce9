package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One change of what is published.
 *
 * @param id unique, so that a change that was tried twice is known to be one
 * @param kind whether somebody chose a release or went back to the one before
 * @param model whose release
 * @param releaseId the release published from now on
 * @param replaced the release published until now, empty if there was none
 * @param reason why, in words
 * @param at when
 */
public record PublishEvent(
    String id,
    Kind kind,
    String model,
    String releaseId,
    Optional<String> replaced,
    String reason,
    Instant at) {
  /** The two ways to change what is published. */
  public enum Kind {
    PUBLISH,
    ROLLBACK
  }

  public PublishEvent {
    requireNonNull(id, "id is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(model, "model is null");
    requireNonNull(releaseId, "releaseId is null");
    requireNonNull(replaced, "replaced is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(at, "at is null");
  }
}
