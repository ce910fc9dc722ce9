package io.tidemark.pipelines.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import java.io.IOException;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an index is built from.
 *
 * @param asOf the newest instant whose actions make a pin popular
 * @param pins their version
 * @param pinnerFormer the version of the published PinnerFormer; null if it was not trained on
 *     those pins, or none is published
 * @param pinnerFormerFolder of that model; null with it
 * @param popularity how popular pins are counted, in words
 * @param models the folder of all models
 * @param graph the folder of an index whose graph is that of these settings, so that only the
 *     popular pins are new; null to build the graph
 */
record IndexSettings(
    Instant asOf,
    Warehouse warehouse,
    String pins,
    String pinnerFormer,
    String pinnerFormerFolder,
    IndexConfig config,
    String popularity,
    String models,
    String graph)
    implements Serializable {
  private static final Logger log = LoggerFactory.getLogger(IndexSettings.class);

  IndexSettings {
    requireNonNull(asOf, "asOf is null");
    requireNonNull(pins, "pins is null");
    requireNonNull(config, "config is null");
    if ((pinnerFormer == null) != (pinnerFormerFolder == null)) {
      throw new IllegalArgumentException("a PinnerFormer has a version and a folder, or neither");
    }
  }

  /** The same settings give the same version. */
  String version() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  "%s %s %s %s".formatted(pins, pinnerFormer, config, popularity).getBytes(UTF_8));
      return ModelCard.version(Release.RETRIEVAL, asOf, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Whether a release is of the same vectors and knows more of what is popular. */
  boolean isOlderThan(Release other) {
    return other.asOf().isAfter(asOf) && other.requires().equals(requires());
  }

  /** The folder of a release, if its graph is the one that these settings give. */
  Optional<String> sameGraph(Release other) {
    return other.requires().equals(requires())
        ? other.artifact().filter(this::hasSameConfig)
        : Optional.empty();
  }

  private boolean hasSameConfig(String folder) {
    try {
      return ModelFolder.card(folder).config().equals(ModelCard.configOf(config));
    } catch (IOException | IllegalArgumentException unreadable) {
      log.warn("{} is not read: the graph is built anew", folder, unreadable);
      return false;
    }
  }

  /** The same, with the graph of an index that is there. */
  IndexSettings reusing(Optional<String> folder) {
    return new IndexSettings(
        asOf,
        warehouse,
        pins,
        pinnerFormer,
        pinnerFormerFolder,
        config,
        popularity,
        models,
        folder.orElse(null));
  }

  /** The versions that the index is of. */
  Map<String, String> requires() {
    Map<String, String> requires = new TreeMap<>();
    requires.put(Release.PINS, pins);
    if (pinnerFormer != null) {
      requires.put(Release.PINNERFORMER, pinnerFormer);
    }
    return requires;
  }
}
