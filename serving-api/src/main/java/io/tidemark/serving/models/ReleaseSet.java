package io.tidemark.serving.models;

import io.tidemark.store.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One release of each model, or none.
 *
 * @param pins pin vectors
 * @param pinnerformer user embeddings
 * @param ranker the ranker
 */
public record ReleaseSet(
    Optional<Release> pins, Optional<Release> pinnerformer, Optional<Release> ranker) {
  /** Nothing at all. */
  public static final ReleaseSet EMPTY =
      new ReleaseSet(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same pins and embeddings with another ranker. */
  public ReleaseSet withRanker(Optional<Release> other) {
    return new ReleaseSet(pins, pinnerformer, other);
  }

  /** The release of a model by its name, empty if there is none. */
  public Optional<Release> of(String model) {
    return switch (model) {
      case Release.PINS -> pins;
      case Release.PINNERFORMER -> pinnerformer;
      case Release.RANKER -> ranker;
      default -> Optional.empty();
    };
  }

  /**
   * What keeps the ranker from being used with the pins and embeddings of this set, in words: it
   * was trained against other versions. Empty if it can be used, or there is none.
   */
  public List<String> mismatches() {
    List<String> mismatches = new ArrayList<>();
    ranker.ifPresent(
        release -> {
          for (String model : List.of(Release.PINS, Release.PINNERFORMER)) {
            Optional<String> found = of(model).map(Release::version);
            Optional<String> required = Optional.ofNullable(release.requires().get(model));
            if (required.isEmpty() || !required.equals(found)) {
              mismatches.add(
                  "ranker release %s requires %s %s, published is %s"
                      .formatted(
                          release.id(),
                          model,
                          required.orElse("(does not say)"),
                          found.orElse("none")));
            }
          }
        });
    return mismatches;
  }

  /** Whether the ranker, if there is one, can be used with the pins and embeddings. */
  public boolean isConsistent() {
    return mismatches().isEmpty();
  }

  /**
   * The newest set that was once published and fits together, from the history of what was: what a
   * process serves that starts while the published releases do not fit together.
   *
   * @param once by model, every release that was ever published, last published first
   */
  public static Optional<ReleaseSet> lastConsistent(Map<String, List<Release>> once) {
    return once.getOrDefault(Release.RANKER, List.of()).stream()
        .map(
            ranker ->
                new ReleaseSet(
                    required(ranker, Release.PINS, once),
                    required(ranker, Release.PINNERFORMER, once),
                    Optional.of(ranker)))
        .filter(ReleaseSet::isConsistent)
        .findFirst();
  }

  private static Optional<Release> required(
      Release ranker, String model, Map<String, List<Release>> once) {
    return once.getOrDefault(model, List.of()).stream()
        .filter(release -> release.version().equals(ranker.requires().get(model)))
        .findFirst();
  }
}
