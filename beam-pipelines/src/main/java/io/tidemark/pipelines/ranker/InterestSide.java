package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pinnersage.InterestSettings;
import io.tidemark.store.Release;
import java.io.Serializable;
import java.util.Optional;

/**
 * The interests that a ranker learns from: those of a release, made again for each request from
 * what the user had done by then.
 *
 * @param version of the release
 * @param pins the version of the pins that it is made of
 * @param settings that it was made by
 */
record InterestSide(String version, String pins, InterestSettings settings)
    implements Serializable {
  InterestSide {
    requireNonNull(version, "version is null");
    requireNonNull(pins, "pins is null");
    requireNonNull(settings, "settings is null");
  }

  /**
   * That of a release.
   *
   * @return empty if the release does not tell how it was made
   */
  static Optional<InterestSide> of(Release release) {
    return InterestSettings.of(release)
        .map(
            settings ->
                new InterestSide(
                    release.version(),
                    release.requires().getOrDefault(Release.PINS, ""),
                    settings));
  }
}
