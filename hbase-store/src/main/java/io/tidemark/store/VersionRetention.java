package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Removes the vectors of versions that no release needs any more, from {@code user_embeddings},
 * {@code user_interests} and {@code pins}: every training leaves a column in every row, and nothing
 * else ever takes one away.
 *
 * <p>A version is kept if one of these refers to it, itself or by {@link Release#requires}: the
 * release that is published, the one a rollback would return to, or one of a model's newest few
 * that may be served. Only versions that some release names are ever removed, so what a run writes
 * before its release exists is safe. A removed version's releases are marked first, so that nobody
 * can publish them meanwhile.
 */
public final class VersionRetention {
  private static final String REMOVING = "its vectors are being removed";
  private static final String REMOVED = "its vectors were removed";
  static final List<String> MODELS =
      List.of(
          Release.PINS,
          Release.PINNERFORMER,
          Release.PINNERSAGE,
          Release.RETRIEVAL,
          Release.RANKER);

  /** Where the vectors of a model's versions lie; a ranker and an index have none. */
  private static final Map<String, Column> VECTORS =
      Map.of(
          Release.PINS, new Column(Pins.TABLE, Pins.FAMILY),
          Release.PINNERFORMER, new Column(UserEmbeddings.TABLE, UserEmbeddings.FAMILY),
          Release.PINNERSAGE, new Column(InterestProfiles.TABLE, InterestProfiles.BATCH_FAMILY));

  private record Column(String table, byte[] family) {}

  /**
   * A version whose vectors were removed.
   *
   * @param rows that had a vector of it
   */
  public record Removed(String model, String version, long rows) {}

  private final StoreConnection connection;
  private final Releases releases;

  public VersionRetention(StoreConnection connection) {
    this.connection = connection;
    this.releases = new Releases(connection);
  }

  /**
   * Removes what nothing kept refers to. Doing it again goes on where it stopped.
   *
   * @param newest releases of each model whose versions are kept, at least 1
   * @return what was removed
   * @throws StoreException if HBase fails
   */
  public List<Removed> clean(int newest) {
    if (newest < 1) {
      throw new IllegalArgumentException("at least 1 release of a model is kept, not " + newest);
    }
    Map<String, ReleaseRow> rows = new LinkedHashMap<>();
    MODELS.forEach(model -> rows.put(model, releases.read(model)));
    List<Removed> removed = new ArrayList<>();
    unneeded(rows, newest)
        .forEach(
            (model, versions) -> versions.forEach(version -> removed.add(remove(model, version))));
    removed.stream().map(Removed::model).distinct().forEach(this::compact);
    return removed;
  }

  /** The versions with vectors that may go, by model. */
  static Map<String, Set<String>> unneeded(Map<String, ReleaseRow> rows, int newest) {
    Map<String, Set<String>> needed = needed(rows, newest);
    Map<String, Set<String>> unneeded = new LinkedHashMap<>();
    for (String model : VECTORS.keySet()) {
      Set<String> versions = new TreeSet<>();
      for (Release release : rows.get(model).releases().values()) {
        if (!REMOVED.equals(release.checks().get(Release.VECTORS))) {
          versions.add(release.version());
        }
      }
      versions.removeAll(needed.getOrDefault(model, Set.of()));
      unneeded.put(model, versions);
    }
    return unneeded;
  }

  private static Map<String, Set<String>> needed(Map<String, ReleaseRow> rows, int newest) {
    Map<String, Set<String>> needed = new HashMap<>();
    rows.values()
        .forEach(
            row -> {
              row.published().ifPresent(release -> need(needed, release));
              row.before().ifPresent(release -> need(needed, release));
              row.releases().values().stream()
                  .filter(release -> release.failure().isEmpty())
                  .sorted(Releases.NEWEST_FIRST)
                  .limit(newest)
                  .forEach(release -> need(needed, release));
            });
    // What a kept ranker requires may in turn require something.
    boolean grew = true;
    while (grew) {
      grew = false;
      for (ReleaseRow row : rows.values()) {
        for (Release release : row.releases().values()) {
          if (needed.getOrDefault(release.model(), Set.of()).contains(release.version())) {
            grew |= need(needed, release);
          }
        }
      }
    }
    return needed;
  }

  private static boolean need(Map<String, Set<String>> needed, Release release) {
    boolean grew =
        needed.computeIfAbsent(release.model(), model -> new HashSet<>()).add(release.version());
    for (Map.Entry<String, String> other : release.requires().entrySet()) {
      grew |=
          needed.computeIfAbsent(other.getKey(), model -> new HashSet<>()).add(other.getValue());
    }
    return grew;
  }

  private Removed remove(String model, String version) {
    releases.retire(model, release -> release.version().equals(version), REMOVING);
    Column column = VECTORS.get(model);
    long rows =
        connection.table(column.table()).deleteColumn(column.family(), version.getBytes(UTF_8));
    releases.retire(model, release -> release.version().equals(version), REMOVED);
    return new Removed(model, version, rows);
  }

  /**
   * A deletion hides every older cell until HBase compacts, also one that is written later with an
   * old timestamp, as embeddings are: so it is asked to compact soon.
   */
  private void compact(String model) {
    CompletableFuture<Void> asked =
        connection.admin().majorCompact(StoreSchema.tableName(VECTORS.get(model).table()));
    try {
      asked.get(connection.config().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw connection.table(VECTORS.get(model).table()).failure(null, e);
    } catch (TimeoutException | ExecutionException e) {
      throw connection.table(VECTORS.get(model).table()).failure(null, e);
    }
  }
}
