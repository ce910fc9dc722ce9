package io.tidemark.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The releases of every model, and which one is published.
 *
 * <p>Table {@code releases}, row = model; see {@link ReleaseRow} for what lies in it. Every change
 * is one compare-and-set of the row: the pointer, its history and the release change together or
 * not at all, and of two people who change it at once the second one sees what the first one did.
 * Cell timestamps are the row's change number, so a clock that steps back cannot hide a change.
 */
public final class Releases {
  static final String TABLE = "releases";
  static final byte[] FAMILY = {'r'};

  private static final int MAX_ATTEMPTS = 20;
  private static final int NAMED_IN_ERRORS = 5;
  static final Comparator<Release> NEWEST_FIRST =
      Comparator.comparing(Release::createdAt).thenComparing(Release::id).reversed();

  private final StoreTable table;

  public Releases(StoreConnection connection) {
    this.table = connection.table(TABLE);
  }

  /**
   * Adds a release, unpublished. Adding it again changes nothing; until it is published it may be
   * replaced by another one of the same id, so that a run may be repeated.
   *
   * @throws StoreException if another release of that id has been published, or HBase fails
   */
  public void add(Release release) {
    byte[] qualifier = ReleaseRow.releaseQualifier(release.id());
    change(
        release.model(),
        (row, put) -> {
          Release known = row.releases().get(release.id());
          if (known != null && isSame(known, release)) {
            return false;
          }
          if (row.wasEverPublished(release.id())) {
            throw table.refusal(
                release.model(),
                "release " + release.id() + " has been published and cannot be replaced",
                "give the new release another id");
          }
          put.addColumn(FAMILY, qualifier, row.change() + 1, JsonCodec.encode(release));
          return true;
        });
  }

  /**
   * Makes a release the one that is served, at once for all readers; publishing what is already
   * published changes nothing.
   *
   * @param reason why, in words, for the history
   * @throws StoreException if there is no such release, it failed its checks, or HBase fails
   */
  public void publish(String model, String id, String reason) {
    publish(model, id, reason, row -> {});
  }

  /**
   * As {@link #publish}, if {@code seen} is still what is published: of two people who look at the
   * same releases and publish different ones, the second is told.
   *
   * @param seen the id of the published release when it was decided, empty if there was none
   * @throws ReleaseConflictException if another one is published by now
   */
  public void publishAfter(Optional<String> seen, String model, String id, String reason) {
    publish(model, id, reason, row -> requireStill(model, seen, row));
  }

  private void publish(String model, String id, String reason, Consumer<ReleaseRow> condition) {
    String eventId = UUID.randomUUID().toString();
    change(
        model,
        (row, put) -> {
          if (row.events().stream().anyMatch(event -> event.id().equals(eventId))) {
            return false; // done by an attempt whose answer was lost
          }
          condition.accept(row);
          Release release = row.releases().get(id);
          if (release == null) {
            throw table.refusal(
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
   * Goes back to the release published before the one that is; twice in a row goes back two.
   *
   * @param reason why, in words, for the history
   * @throws StoreException if nothing was published before, its vectors were removed since, or
   *     HBase fails
   */
  public void rollback(String model, String reason) {
    rollback(model, reason, row -> {});
  }

  /**
   * As {@link #rollback}, if {@code seen} is still what is published: of two people who roll the
   * same release back, the second is told, rather than going back two.
   *
   * @param seen the id of the release that is to be served no longer
   * @throws ReleaseConflictException if another one is published by now
   */
  public void rollbackFrom(String seen, String model, String reason) {
    rollback(model, reason, row -> requireStill(model, Optional.of(seen), row));
  }

  private void rollback(String model, String reason, Consumer<ReleaseRow> condition) {
    String eventId = UUID.randomUUID().toString();
    change(
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
                          table.refusal(
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

  /**
   * The release that is served, empty if none was published yet.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Optional<Release> published(String model) {
    return table.await(publishedAsync(model));
  }

  /** As {@link #published}; fails with a {@link StoreException}. */
  public CompletableFuture<Optional<Release>> publishedAsync(String model) {
    Get get = new Get(RowKeys.of("model", model)).addColumn(FAMILY, ReleaseRow.PUBLISHED);
    return table
        .get(model, get)
        .thenApply(
            result ->
                Optional.ofNullable(result.value())
                    .map(
                        value ->
                            table.decode(model, () -> JsonCodec.decode(Release.class, value))));
  }

  /**
   * One release, published or not.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Optional<Release> get(String model, String id) {
    return Optional.ofNullable(read(model).releases().get(id));
  }

  /**
   * All releases of a model, the newest made first.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public List<Release> all(String model) {
    return read(model).releases().values().stream().sorted(NEWEST_FIRST).toList();
  }

  /**
   * All changes of what is published, newest first.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public List<PublishEvent> history(String model) {
    return read(model).events();
  }

  /**
   * Everything about a model's releases, read at once.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public ReleaseHistory everything(String model) {
    ReleaseRow row = read(model);
    return new ReleaseHistory(
        row.published(),
        row.before(),
        row.releases().values().stream().sorted(NEWEST_FIRST).toList(),
        row.events());
  }

  /** Everything about a model's releases at once. */
  ReleaseRow read(String model) {
    Get get = new Get(RowKeys.of("model", model)).addFamily(FAMILY);
    return table.await(
        table
            .get(model, get)
            .thenApply(result -> table.decode(model, () -> ReleaseRow.decode(result))));
  }

  /**
   * Marks releases, published once or not, as without their vectors or files, so that they cannot
   * be served any more; the one that is published stays as it is.
   *
   * @param state what became of them, in words
   * @throws StoreException if HBase fails
   */
  public void retire(String model, Predicate<Release> which, String state) {
    change(
        model,
        (row, put) -> {
          Optional<String> published = row.published().map(Release::id);
          row.releases().values().stream()
              .filter(which)
              .filter(release -> !published.equals(Optional.of(release.id())))
              .filter(release -> !state.equals(release.checks().get(Release.VECTORS)))
              .forEach(
                  release ->
                      put.addColumn(
                          FAMILY,
                          ReleaseRow.releaseQualifier(release.id()),
                          row.change() + 1,
                          JsonCodec.encode(release.withoutVectors(state))));
          return !put.isEmpty();
        });
  }

  private static void requireStill(String model, Optional<String> seen, ReleaseRow row) {
    Optional<String> published = row.published().map(Release::id);
    if (!published.equals(seen)) {
      throw new ReleaseConflictException(model, seen, published);
    }
  }

  private void requireServable(ReleaseRow row, Release release) {
    release
        .failure()
        .ifPresent(
            reason -> {
              throw table.refusal(
                  release.model(),
                  "release %s cannot be served: %s".formatted(release.id(), reason),
                  "publish one of: " + newestIds(row));
            });
  }

  /** Lets {@code edit} fill a Put from the row as it is, until nobody else changed it meanwhile. */
  private void change(String model, BiFunction<ReleaseRow, Put, Boolean> edit) {
    byte[] key = RowKeys.of("model", model);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ReleaseRow row = read(model);
      Put put = new Put(key);
      if (!edit.apply(row, put)) {
        return;
      }
      long next = row.change() + 1;
      put.addColumn(FAMILY, ReleaseRow.CHANGE, next, Bytes.toBytes(next));
      CheckAndMutate.Builder unchanged = CheckAndMutate.newBuilder(key);
      if (row.change() == 0) {
        unchanged.ifNotExists(FAMILY, ReleaseRow.CHANGE);
      } else {
        unchanged.ifEquals(FAMILY, ReleaseRow.CHANGE, Bytes.toBytes(row.change()));
      }
      if (table.await(table.checkAndMutate(model, unchanged.build(put)))) {
        return;
      }
    }
    throw table.refusal(model, "others kept changing its releases", "try again when they are done");
  }

  private static void point(Put put, ReleaseRow row, Release release, PublishEvent event) {
    long next = row.change() + 1;
    put.addColumn(FAMILY, ReleaseRow.PUBLISHED, next, JsonCodec.encode(release));
    put.addColumn(FAMILY, ReleaseRow.eventQualifier(next), next, JsonCodec.encode(event));
  }

  private static boolean isSame(Release one, Release other) {
    return one.equals(
        new Release(
            other.model(),
            other.id(),
            other.version(),
            other.asOf(),
            other.artifact(),
            other.rows(),
            other.requires(),
            other.checks(),
            one.createdAt()));
  }

  private static String newestIds(ReleaseRow row) {
    String ids =
        row.releases().values().stream()
            .filter(release -> release.failure().isEmpty())
            .sorted(NEWEST_FIRST)
            .limit(NAMED_IN_ERRORS)
            .map(Release::id)
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "(there is none that may be served)" : ids;
  }
}
