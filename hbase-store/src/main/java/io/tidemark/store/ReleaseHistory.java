package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Everything about one model's releases, as it was at one moment.
 *
 * @param published the one that is served, empty if none was published yet
 * @param before the one that a rollback goes to, empty if there is none
 * @param releases all of them, the newest made first
 * @param events all changes of what is published, newest first
 */
public record ReleaseHistory(
    Optional<Release> published,
    Optional<Release> before,
    List<Release> releases,
    List<PublishEvent> events) {
  public ReleaseHistory {
    requireNonNull(published, "published is null");
    requireNonNull(before, "before is null");
    releases = List.copyOf(releases);
    events = List.copyOf(events);
  }
}
