package io.tidemark.pipelines.ranker;

import java.time.Duration;
import java.util.List;

/**
 * One row of the ranker study: a ranker that is trained and measured.
 *
 * @param name of the row
 * @param config of the ranker
 * @param user what the user's vector is
 */
record RankerArm(String name, RankerConfig config, User user) {
  static final String NONE = "no user signal";
  static final String AVERAGE = "decay average";
  static final String INTERESTS = "PinnerSage average";
  static final String BATCH = "PinnerFormer";
  static final String LIVE = "live sequence";
  static final String BOTH = "both, encode once";
  static final String FUSED = "both, early fusion";
  static final String UNMASKED = "both, no window mask";
  static final String PLAIN = "both, no likeness";

  /** What stands for a user on the batch's side. */
  enum User {
    PINNERFORMER,
    /** The average of the pins that were wanted, which forgets. */
    DECAY_AVERAGE
  }

  /** A transformer a candidate makes candidates dear: early fusion learns from fewer of them. */
  static final int FUSED_NEGATIVES = 7;

  /** The arms of a configuration, whatever variant and sides it has itself. */
  static List<RankerArm> of(RankerConfig config) {
    Architecture once = variant(config.architecture(), Architecture.Variant.ENCODE_ONCE, true);
    Architecture plain = variant(config.architecture(), Architecture.Variant.ENCODE_ONCE, false);
    Architecture fused = variant(config.architecture(), Architecture.Variant.EARLY_FUSION, true);
    return List.of(
        arm(NONE, config, once.withSides(false, false, false)),
        new RankerArm(AVERAGE, config.with(once.withSides(true, false, false)), User.DECAY_AVERAGE),
        arm(INTERESTS, config, once.withSides(false, true, false)),
        arm(BATCH, config, once.withSides(true, false, false)),
        arm(LIVE, config, once.withSides(false, false, true)),
        arm(BOTH, config, once),
        arm(FUSED, config.with(config.requests().withNegatives(FUSED_NEGATIVES)), fused),
        arm(UNMASKED, config.with(config.requests().withWindowMask(Duration.ZERO)), once),
        arm(PLAIN, config, plain));
  }

  private static RankerArm arm(String name, RankerConfig config, Architecture architecture) {
    return new RankerArm(name, config.with(architecture), User.PINNERFORMER);
  }

  private static Architecture variant(
      Architecture from, Architecture.Variant variant, boolean likeness) {
    return new Architecture(
        variant,
        true,
        false,
        true,
        likeness,
        from.sequence(),
        from.attendWidth(),
        from.userWidth(),
        from.candidateWidth(),
        from.surfaceWidth(),
        from.crossLayers(),
        from.hidden(),
        from.dropout());
  }
}
