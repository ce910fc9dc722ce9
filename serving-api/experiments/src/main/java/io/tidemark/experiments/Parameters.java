package io.tidemark.experiments;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an arm sets. What is empty stays as the server has it.
 *
 * @param embeddingModel {@link #PINNERFORMER}, or {@link #NO_EMBEDDING} to rank without one
 * @param cadence how often the embedding is computed
 * @param live whether live actions are looked at
 * @param liveLength the most live actions that are looked at, the newest; at least 1
 * @param windowMask live actions younger than this are not looked at
 * @param rankerRelease the id of the release that scores
 * @param headWeights what heads count in the utility, by their name, instead of what the ranker or
 *     the server says; the other heads keep theirs
 */
public record Parameters(
    Optional<String> embeddingModel,
    Optional<Cadence> cadence,
    Optional<Boolean> live,
    OptionalInt liveLength,
    Optional<Duration> windowMask,
    Optional<String> rankerRelease,
    Map<String, Float> headWeights) {
  /** The name in files and answers, as are the next six. */
  public static final String EMBEDDING_MODEL = "embedding_model";

  /** See {@link #cadence}. */
  public static final String CADENCE = "cadence";

  /** See {@link #live}. */
  public static final String LIVE = "live";

  /** See {@link #liveLength}. */
  public static final String LIVE_LENGTH = "live_length";

  /** See {@link #windowMask}. */
  public static final String WINDOW_MASK = "window_mask";

  /** See {@link #rankerRelease}. */
  public static final String RANKER_RELEASE = "ranker_release";

  /** See {@link #headWeights}. */
  public static final String HEAD_WEIGHTS = "head_weights";

  /** The embedding of the batch side. */
  public static final String PINNERFORMER = "pinnerformer";

  /** No embedding at all. */
  public static final String NO_EMBEDDING = "none";

  /** Nothing is set: the server as it is. */
  public static final Parameters NONE =
      new Parameters(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of());

  /**
   * @throws IllegalArgumentException if a value is none that can be
   */
  public Parameters {
    requireNonNull(embeddingModel, "embeddingModel is null");
    requireNonNull(cadence, "cadence is null");
    requireNonNull(live, "live is null");
    requireNonNull(liveLength, "liveLength is null");
    requireNonNull(windowMask, "windowMask is null");
    requireNonNull(rankerRelease, "rankerRelease is null");
    headWeights = Map.copyOf(headWeights);
    if (liveLength.isPresent() && liveLength.getAsInt() < 1) {
      throw new IllegalArgumentException("liveLength is less than 1: " + liveLength.getAsInt());
    }
    if (windowMask.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("windowMask is negative: " + windowMask.get());
    }
    headWeights.forEach(
        (head, weight) -> {
          if (!Float.isFinite(weight)) {
            throw new IllegalArgumentException(
                "the weight of head %s is %s, not a number".formatted(head, weight));
          }
        });
  }

  /** The names of what is set, as files have them. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    embeddingModel.ifPresent(set -> names.add(EMBEDDING_MODEL));
    cadence.ifPresent(set -> names.add(CADENCE));
    live.ifPresent(set -> names.add(LIVE));
    liveLength.ifPresent(set -> names.add(LIVE_LENGTH));
    windowMask.ifPresent(set -> names.add(WINDOW_MASK));
    rankerRelease.ifPresent(set -> names.add(RANKER_RELEASE));
    if (!headWeights.isEmpty()) {
      names.add(HEAD_WEIGHTS);
    }
    return names;
  }
}
