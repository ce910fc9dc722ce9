package io.tidemark.pipelines.training;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * A folder {@code <models>/<model>/<version>/} of an exported model on any file system that Beam
 * knows. The card is written last: a folder without one is unfinished and is never read.
 */
public final class ModelFolder {
  private ModelFolder() {}

  /** SHA-256 of each file, by name. */
  public static Map<String, String> hashes(Collection<Path> files) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : files) {
      hashes.put(file.getFileName().toString(), sha256(file));
    }
    return hashes;
  }

  /**
   * Copies the files that the card names out of a staging folder, then writes the card.
   *
   * @param models the URI or path of the folder of all models
   * @return the URI of the model's folder
   */
  public static String write(Path staging, ModelCard card, String models) throws IOException {
    ResourceId folder =
        directory(models)
            .resolve(card.model(), StandardResolveOptions.RESOLVE_DIRECTORY)
            .resolve(card.version(), StandardResolveOptions.RESOLVE_DIRECTORY);
    for (String name : card.files().keySet()) {
      try (OutputStream out = create(folder, name)) {
        Files.copy(staging.resolve(name), out);
      }
    }
    try (OutputStream out = create(folder, ModelCard.FILE)) {
      out.write(card.toJson().getBytes(StandardCharsets.UTF_8));
    }
    return folder.toString();
  }

  private static OutputStream create(ResourceId folder, String name) throws IOException {
    return Channels.newOutputStream(
        FileSystems.create(
            folder.resolve(name, StandardResolveOptions.RESOLVE_FILE), MimeTypes.BINARY));
  }

  /**
   * Reads a model's card.
   *
   * @throws IllegalArgumentException if there is none: the folder is not a finished model
   */
  public static ModelCard card(String folder) throws IOException {
    try (InputStream in = open(folder, ModelCard.FILE)) {
      return ModelCard.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException absent) {
      throw new IllegalArgumentException(
          folder + " has no " + ModelCard.FILE + ": it is not the folder of a finished model",
          absent);
    }
  }

  /**
   * The folder of the newest finished model that fits.
   *
   * @param models the URI or path of the folder of all models
   * @param model such as {@code ranker}
   */
  public static Optional<String> newest(String models, String model, Predicate<ModelCard> fits)
      throws IOException {
    String pattern = directory(models) + model + "/*/" + ModelCard.FILE;
    MatchResult found = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
    if (found.status() != MatchResult.Status.OK) {
      return Optional.empty();
    }
    Map<Instant, String> folders = new TreeMap<>();
    for (MatchResult.Metadata file : found.metadata()) {
      String folder = file.resourceId().getCurrentDirectory().toString();
      ModelCard card = card(folder);
      if (fits.test(card)) {
        folders.put(Instant.parse(card.createdAt()), folder);
      }
    }
    return folders.values().stream().reduce((older, newer) -> newer);
  }

  /**
   * Brings a model onto this machine and checks its files against the card's hashes.
   *
   * @return the local folder: the model's own if it is local, else one below {@code cache}
   * @throws IOException if a file is missing or its hash differs
   */
  public static Path fetch(String folder, Path cache) throws IOException {
    ModelCard card = card(folder);
    Path local = cache.resolve(card.model()).resolve(card.version());
    boolean isLocal = !withoutFileScheme(folder).contains("://");
    if (isLocal) {
      local = Path.of(withoutFileScheme(folder));
    } else {
      Files.createDirectories(local);
    }
    for (Map.Entry<String, String> file : card.files().entrySet()) {
      Path target = local.resolve(file.getKey());
      if (!isLocal) {
        try (InputStream in = open(folder, file.getKey())) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      String hash = sha256(target);
      if (!hash.equals(file.getValue())) {
        throw new IOException(
            "%s has the hash %s, its model card says %s: restore or train the model again"
                .formatted(target, hash, file.getValue()));
      }
    }
    return local;
  }

  /** Deletes a model, its card first, so that what is left is an unfinished folder at worst. */
  public static void delete(String folder) throws IOException {
    ResourceId directory = directory(folder);
    FileSystems.delete(
        List.of(directory.resolve(ModelCard.FILE, StandardResolveOptions.RESOLVE_FILE)),
        StandardMoveOptions.IGNORE_MISSING_FILES);
    MatchResult left = FileSystems.match(directory + "*", EmptyMatchTreatment.ALLOW);
    if (left.status() == MatchResult.Status.OK) {
      FileSystems.delete(
          left.metadata().stream().map(MatchResult.Metadata::resourceId).toList(),
          StandardMoveOptions.IGNORE_MISSING_FILES);
      FileSystems.delete(List.of(directory), StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  private static ResourceId directory(String folder) {
    return FileSystems.matchNewResource(withoutFileScheme(folder), true);
  }

  /** Beam's local file system takes paths, not {@code file:} URIs. */
  private static String withoutFileScheme(String folder) {
    return folder.startsWith("file:") ? Path.of(URI.create(folder)).toString() : folder;
  }

  private static InputStream open(String folder, String name) throws IOException {
    ResourceId file = directory(folder).resolve(name, StandardResolveOptions.RESOLVE_FILE);
    return Channels.newInputStream(FileSystems.open(file));
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
