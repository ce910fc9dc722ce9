package io.tidemark.serving.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.ActionType;
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
import java.util.Map;

/**
 * The folder of an exported model, checked: its files are what its card says, and it speaks of
 * action types and surfaces by the numbers this program uses.
 *
 * @param path where it is
 * @param card its {@code model.json}
 */
record ModelFolder(Path path, ModelCard card) {
  static final String MODEL = "model.onnx";

  private static final String CARD = "model.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Opens and checks the folder of a release.
   *
   * @throws ModelLoadException naming the file that is missing or not as it should be
   */
  static ModelFolder open(Release release) throws ModelLoadException {
    Path folder = path(release);
    ModelCard card;
    try {
      card = MAPPER.readValue(folder.resolve(CARD).toFile(), ModelCard.class);
    } catch (IOException e) {
      throw new ModelLoadException(folder.resolve(CARD) + " cannot be read: " + e, e);
    }
    if (!release.version().equals(card.version())) {
      throw new ModelLoadException(
          "%s is of version %s, the release of %s"
              .formatted(folder.resolve(CARD), card.version(), release.version()));
    }
    if (!card.files().containsKey(MODEL)) {
      throw new ModelLoadException(folder.resolve(CARD) + " does not list " + MODEL);
    }
    for (Map.Entry<String, String> file : card.files().entrySet()) {
      checkHash(folder.resolve(file.getKey()).normalize(), folder, file.getValue());
    }
    checkCodes(folder, card);
    return new ModelFolder(folder, card);
  }

  /** A width of the model, such as {@code pin}. */
  int dimension(String name) throws ModelLoadException {
    Integer width = card.dimensions().get(name);
    if (width == null || width < 1) {
      throw new ModelLoadException(path.resolve(CARD) + " does not say dimensions." + name);
    }
    return width;
  }

  private static Path path(Release release) throws ModelLoadException {
    String artifact =
        release
            .artifact()
            .orElseThrow(
                () -> new ModelLoadException("release " + release.id() + " has no artifact"));
    try {
      return artifact.startsWith("file:") ? Path.of(URI.create(artifact)) : Path.of(artifact);
    } catch (IllegalArgumentException e) {
      throw new ModelLoadException(
          artifact + " is not a local folder: mount it, and publish its file: URI", e);
    }
  }

  private static void checkHash(Path file, Path folder, String expected) throws ModelLoadException {
    if (!file.startsWith(folder)) {
      throw new ModelLoadException(file + " lies outside of the model's folder");
    }
    try (InputStream input = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      String actual = HexFormat.of().formatHex(digest.digest());
      if (!actual.equalsIgnoreCase(expected)) {
        throw new ModelLoadException(
            "%s has the SHA-256 %s, its card says %s".formatted(file, actual, expected));
      }
    } catch (IOException e) {
      throw new ModelLoadException(file + " cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void checkCodes(Path folder, ModelCard card) throws ModelLoadException {
    for (Map.Entry<String, Integer> code : card.actionTypeCodes().entrySet()) {
      if (ActionType.fromWireName(code.getKey())
          .filter(type -> type.code() == code.getValue())
          .isEmpty()) {
        throw new ModelLoadException(
            "%s numbers the action type %s %d, this program does not"
                .formatted(folder.resolve(CARD), code.getKey(), code.getValue()));
      }
    }
    for (Map.Entry<String, Integer> code : card.surfaceCodes().entrySet()) {
      if (Surface.fromWireName(code.getKey())
          .filter(surface -> surface.code() == code.getValue())
          .isEmpty()) {
        throw new ModelLoadException(
            "%s numbers the surface %s %d, this program does not"
                .formatted(folder.resolve(CARD), code.getKey(), code.getValue()));
      }
    }
  }
}
