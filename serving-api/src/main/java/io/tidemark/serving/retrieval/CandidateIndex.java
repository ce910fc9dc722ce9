package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.Release;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A release of the index, checked, mapped and warm: nearest neighbours in each space, and the
 * popular pins of each surface.
 */
final class CandidateIndex implements AutoCloseable {
  /** The space of the pins' own vectors. */
  static final String PINS = Release.PINS;

  /** The space that PinnerFormer has users and pins in. */
  static final String PINNERFORMER = Release.PINNERFORMER;

  /** Fewer neighbours than that are not looked at: the few nearest would be missed. */
  private static final int LEAST_WIDTH = 100;

  private static final String POPULAR = "popular.json";
  private static final String ALL_SURFACES = "all";
  private static final int WARM_UP_SEARCHES = 50;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Release release;
  private final VectorIndex vectors;
  private final Map<String, List<String>> popular;

  private CandidateIndex(Release release, VectorIndex vectors, Map<String, List<String>> popular) {
    this.release = release;
    this.vectors = vectors;
    this.popular = popular;
  }

  /**
   * Opens, checks and warms the index of a release.
   *
   * @throws IOException naming what is missing or not as it should be
   */
  static CandidateIndex open(Release release) throws IOException {
    Path folder = folder(release);
    IndexCard card = MAPPER.readValue(folder.resolve(IndexCard.FILE).toFile(), IndexCard.class);
    if (!release.version().equals(card.version())) {
      throw new IOException(
          "%s is of version %s, the release of %s"
              .formatted(folder.resolve(IndexCard.FILE), card.version(), release.version()));
    }
    for (Map.Entry<String, String> file : card.files().entrySet()) {
      checkHash(folder.resolve(file.getKey()).normalize(), folder, file.getValue());
    }
    Map<String, List<String>> popular =
        MAPPER.readValue(folder.resolve(POPULAR).toFile(), new TypeReference<>() {});
    VectorIndex vectors = VectorIndex.open(folder);
    try {
      for (Map.Entry<String, Integer> space : card.dimensions().entrySet()) {
        if (vectors.dimension(space.getKey()) != space.getValue()) {
          throw new IOException(
              "%s has vectors of %d numbers in %s, its card says %d"
                  .formatted(
                      folder, vectors.dimension(space.getKey()), space.getKey(), space.getValue()));
        }
        vectors.warmUp(space.getKey(), WARM_UP_SEARCHES);
      }
      return new CandidateIndex(release, vectors, popular);
    } catch (IOException | RuntimeException e) {
      vectors.close();
      throw e;
    }
  }

  Release release() {
    return release;
  }

  /** The version of a model that the index is of; empty if it has nothing of that model. */
  Optional<String> requires(String model) {
    return Optional.ofNullable(release.requires().get(model));
  }

  /** How many pins it has. */
  int pins() {
    return vectors.pins();
  }

  /**
   * The pins nearest to a vector, nearest first.
   *
   * @throws IOException if it is not as wide as the space, or the files cannot be read
   */
  List<VectorIndex.Found> nearest(String space, float[] vector, int count) throws IOException {
    int dimension = vectors.dimension(space);
    if (vector.length != dimension) {
      throw new IOException(
          "a vector of %d numbers was asked for in %s, which has %d"
              .formatted(vector.length, space, dimension));
    }
    return vectors.nearest(space, vector, count, LEAST_WIDTH);
  }

  /** The popular pins of a surface, most popular first; of all surfaces if nobody acted on it. */
  List<String> popular(Surface surface) {
    List<String> own = popular.getOrDefault(surface.wireName(), List.of());
    return own.isEmpty() ? popular.getOrDefault(ALL_SURFACES, List.of()) : own;
  }

  /** Keeps it open until {@link #letGo}; false if it is closed already. */
  boolean tryHold() {
    return vectors.tryHold();
  }

  /** Ends a hold. */
  void letGo() {
    vectors.letGo();
  }

  /** Closes it as soon as nobody holds it. */
  @Override
  public void close() throws IOException {
    vectors.close();
  }

  private static Path folder(Release release) throws IOException {
    String artifact =
        release
            .artifact()
            .orElseThrow(() -> new IOException("release " + release.id() + " has no artifact"));
    try {
      return artifact.startsWith("file:") ? Path.of(URI.create(artifact)) : Path.of(artifact);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          artifact + " is not a local folder: mount it, and publish its file: URI", e);
    }
  }

  private static void checkHash(Path file, Path folder, String expected) throws IOException {
    if (!file.startsWith(folder)) {
      throw new IOException(file + " lies outside of the index's folder");
    }
    try (InputStream input = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      String actual = HexFormat.of().formatHex(digest.digest());
      if (!actual.equalsIgnoreCase(expected)) {
        throw new IOException(
            "%s has the SHA-256 %s, its card says %s".formatted(file, actual, expected));
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
