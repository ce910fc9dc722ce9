package io.tidemark.pipelines.retrieval;

import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import io.tidemark.store.ReleaseHistory;
import io.tidemark.store.Releases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes the files of indexes that nobody goes back to. Kept are those of the published release,
 * of the one that a rollback returns to, and of whatever was made after the published one, such as
 * an index that waits to be published by hand. Who has an index mapped keeps it until it lets go.
 */
final class OldIndexes {
  private static final String REMOVING = "its files are being removed";
  private static final String REMOVED = "its files were removed";

  private OldIndexes() {}

  /**
   * Removes them. The releases are marked first, so that nobody can publish them meanwhile.
   *
   * @return the folders that were removed
   */
  static List<String> remove(Releases releases) throws IOException {
    ReleaseHistory all = releases.everything(Release.RETRIEVAL);
    if (all.published().isEmpty()) {
      return List.of();
    }
    Release published = all.published().get();
    Set<String> kept = new HashSet<>();
    published.artifact().ifPresent(kept::add);
    all.before().flatMap(Release::artifact).ifPresent(kept::add);
    all.releases().stream()
        .filter(release -> release.createdAt().isAfter(published.createdAt()))
        .forEach(release -> release.artifact().ifPresent(kept::add));
    List<String> removed = new ArrayList<>();
    for (Release release : all.releases()) {
      Optional<String> folder = release.artifact().filter(artifact -> !kept.contains(artifact));
      if (folder.isPresent() && !release.checks().containsValue(REMOVED)) {
        mark(releases, release, REMOVING);
        ModelFolder.delete(folder.get());
        mark(releases, release, REMOVED);
        removed.add(folder.get());
      }
    }
    return removed;
  }

  private static void mark(Releases releases, Release release, String state) {
    releases.retire(Release.RETRIEVAL, other -> other.id().equals(release.id()), state);
  }
}
