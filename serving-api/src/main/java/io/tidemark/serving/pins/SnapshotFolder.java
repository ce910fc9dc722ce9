package io.tidemark.serving.pins;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.store.Pin;
import io.tidemark.store.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The snapshots of a folder, a file a release. A file appears under its name only when it is whole,
 * so several processes may share the folder; one that is removed stays readable for whoever mapped
 * it.
 */
final class SnapshotFolder {
  private static final String SUFFIX = ".pins";

  private final Path folder;
  private final int segmentBits;

  SnapshotFolder(Path folder) {
    this(folder, SnapshotLayout.SEGMENT_BITS);
  }

  SnapshotFolder(Path folder, int segmentBits) {
    this.folder = folder;
    this.segmentBits = segmentBits;
  }

  /**
   * The snapshot of a release, if there is one.
   *
   * @throws IOException if there is one that cannot be used
   */
  Optional<PinSnapshot> open(Release release) throws IOException {
    Path file = file(release);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    PinSnapshot snapshot = PinSnapshot.open(file, segmentBits);
    if (!snapshot.version().equals(release.version())) {
      throw new IOException(
          "%s has pins of version %s, not %s"
              .formatted(file, snapshot.version(), release.version()));
    }
    return Optional.of(snapshot);
  }

  /**
   * Writes the snapshot of a release from the store, in place of any that is there, and opens it.
   *
   * @throws IOException if the file cannot be written
   * @throws io.tidemark.store.StoreException if the store cannot be read
   */
  PinSnapshot write(Release release, PinStore store) throws IOException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(UUID.randomUUID() + ".unfinished");
    try {
      try (SnapshotWriter writer = new SnapshotWriter(unfinished, release.version(), segmentBits)) {
        store.forEachPin(release.version(), pin -> add(writer, pin));
        writer.finish();
      }
      Files.move(unfinished, file(release), StandardCopyOption.ATOMIC_MOVE);
      return PinSnapshot.open(file(release), segmentBits);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Removes the snapshots of all other releases. */
  void keepOnly(Set<Release> releases) throws IOException {
    Set<Path> kept = releases.stream().map(this::file).collect(Collectors.toSet());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        if (!kept.contains(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(Release release) {
    String named = release.id() + '\n' + release.version() + '\n' + release.asOf();
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(named.getBytes(UTF_8));
      return folder.resolve(HexFormat.of().formatHex(hash, 0, 12) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void add(SnapshotWriter writer, Pin pin) {
    try {
      writer.add(pin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
