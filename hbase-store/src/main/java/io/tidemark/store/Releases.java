package io.tidemark.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

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

  static final Comparator<Release> NEWEST_FIRST =
      Comparator.comparing(Release::createdAt).thenComparing(Release::id).reversed();

  private final ReleaseRows rows;
  private final ReleasePointer pointer;

  public Releases(StoreConnection connection) {
    this.rows = new ReleaseRows(connection.table(TABLE));
    this.pointer = new ReleasePointer(rows);
  }

  /**
   * Adds a release, unpublished. Adding it again changes nothing; until it is published it may be
   * replaced by another one of the same id, so that a run may be repeated.
   *
   * @throws StoreException if another release of that id has been published, or HBase fails
   */
  public void add(Release release) {
    byte[] qualifier = ReleaseRow.releaseQualifier(release.id());
    rows.change(
        release.model(),
        (row, put) -> {
          Release known = row.releases().get(release.id());
          if (known != null && isSame(known, release)) {
            return false;
          }
          if (row.wasEverPublished(release.id())) {
            throw rows.refusal(
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
    pointer.publish(model, id, reason, row -> {});
  }

  /**
   * As {@link #publish}, if {@code seen} is still what is published: of two people who look at the
   * same releases and publish different ones, the second is told.
   *
   * @param seen the id of the published release when it was decided, empty if there was none
   * @throws ReleaseConflictException if another one is published by now
   */
  public void publishAfter(Optional<String> seen, String model, String id, String reason) {
    pointer.publish(model, id, reason, row -> requireStill(model, seen, row));
  }

  /**
   * Goes back to the release published before the one that is; twice in a row goes back two.
   *
   * @param reason why, in words, for the history
   * @throws StoreException if nothing was published before, its vectors were removed since, or
   *     HBase fails
   */
  public void rollback(String model, String reason) {
    pointer.rollback(model, reason, row -> {});
  }

  /**
   * As {@link #rollback}, if {@code seen} is still what is published: of two people who roll the
   * same release back, the second is told, rather than going back two.
   *
   * @param seen the id of the release that is to be served no longer
   * @throws ReleaseConflictException if another one is published by now
   */
  public void rollbackFrom(String seen, String model, String reason) {
    pointer.rollback(model, reason, row -> requireStill(model, Optional.of(seen), row));
  }

  /**
   * The release that is served, empty if none was published yet.
   *
   * @throws StoreException if HBase does not answer within the operation timeout
   */
  public Optional<Release> published(String model) {
    return rows.await(publishedAsync(model));
  }

  /** As {@link #published}; fails with a {@link StoreException}. */
  public CompletableFuture<Optional<Release>> publishedAsync(String model) {
    return rows.published(model);
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
    return rows.read(model);
  }

  /**
   * Marks releases, published once or not, as without their vectors or files, so that they cannot
   * be served any more; the one that is published stays as it is.
   *
   * @param state what became of them, in words
   * @throws StoreException if HBase fails
   */
  public void retire(String model, Predicate<Release> which, String state) {
    rows.change(
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
}
