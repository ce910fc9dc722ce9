package io.tidemark.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.client.Put;

/**
 * Which release of a model is served: points forward to another one or back to the one before, and
 * keeps the history of both.
 */
final class ReleasePointer {
  private static final int NAMED_IN_ERRORS = 5;

  private final ReleaseRows rows;

  ReleasePointer(ReleaseRows rows) {
    this.rows = rows;
  }

  /**
   * Publishes a release.
   *
   * @param condition throws if the row is not as it must be
   */
  void publish(String model, String id, String reason, Consumer<ReleaseRow> condition) {
    String eventId = UUID.randomUUID().toString();
    rows.change(
        model,
        (row, put) -> {
          if (row.events().stream().anyMatch(event -> event.id().equals(eventId))) {
            return false; // done by an attempt whose answer was lost
          }
          condition.accept(row);
          Release release = row.releases().get(id);
          if (release == null) {
            throw rows.refusal(
                model, "there is no release " + id, "publish one of: " + newestIds(row));
          }
          requireServable(row, release);
          Optional<String> replaced = row.published().map(Release::id);
          if (replaced.equals(Optional.of(id))) {
            return false;
          }
          point(
              put,
              row,
              release,
              new PublishEvent(
                  eventId, PublishEvent.Kind.PUBLISH, model, id, replaced, reason, Instant.now()));
          return true;
        });
  }

  /**
   * Publishes the one before the one that is.
   *
   * @param condition throws if the row is not as it must be
   */
  void rollback(String model, String reason, Consumer<ReleaseRow> condition) {
    String eventId = UUID.randomUUID().toString();
    rows.change(
        model,
        (row, put) -> {
          if (row.events().stream().anyMatch(event -> event.id().equals(eventId))) {
            return false; // done by an attempt whose answer was lost
          }
          condition.accept(row);
          Release before =
              row.before()
                  .orElseThrow(
                      () ->
                          rows.refusal(
                              model,
                              "there is no release before "
                                  + row.published().map(Release::id).orElse("the first"),
                              "publish one of: " + newestIds(row)));
          requireServable(row, before);
          point(
              put,
              row,
              before,
              new PublishEvent(
                  eventId,
                  PublishEvent.Kind.ROLLBACK,
                  model,
                  before.id(),
                  row.published().map(Release::id),
                  reason,
                  Instant.now()));
          return true;
        });
  }

  private void requireServable(ReleaseRow row, Release release) {
    release
        .failure()
        .ifPresent(
            reason -> {
              throw rows.refusal(
                  release.model(),
                  "release %s cannot be served: %s".formatted(release.id(), reason),
                  "publish one of: " + newestIds(row));
            });
  }

  private static void point(Put put, ReleaseRow row, Release release, PublishEvent event) {
    long next = row.change() + 1;
    put.addColumn(Releases.FAMILY, ReleaseRow.PUBLISHED, next, JsonCodec.encode(release));
    put.addColumn(Releases.FAMILY, ReleaseRow.eventQualifier(next), next, JsonCodec.encode(event));
  }

  private static String newestIds(ReleaseRow row) {
    String ids =
        row.releases().values().stream()
            .filter(release -> release.failure().isEmpty())
            .sorted(Releases.NEWEST_FIRST)
            .limit(NAMED_IN_ERRORS)
            .map(Release::id)
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "(there is none that may be served)" : ids;
  }
}
