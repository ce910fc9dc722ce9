package io.tidemark.pipelines.study;

import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import java.util.ArrayList;
import java.util.List;

/** The studies by name. */
final class Studies {
  /** Has rows that are no PinnerFormers, so it is an {@link InterestStudy}. */
  static final String INTERESTS = "interests";

  static final List<String> NAMES =
      List.of("cadence", "objectives", "negatives", "features", "length", "model", INTERESTS);

  private static final String CORRECTED = " + logQ";
  private static final String ALL_FEATURES = "all features";

  private Studies() {}

  /**
   * @param config that is varied
   * @throws IllegalArgumentException if there is no such study
   */
  static Study named(String name, PinnerFormerConfig config) {
    return switch (name) {
      case "cadence" -> new CadenceStudy();
      case "objectives" -> objectives();
      case "negatives" -> negatives(config.negatives());
      case "features" -> features();
      case "length" -> length(config.architecture().window());
      case "model" -> model();
      default ->
          throw new IllegalArgumentException(
              "there is no study \"%s\": %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private static Study objectives() {
    return new ComparisonStudy(
        "Which objective?",
        ObjectiveRows.withHorizons(),
        "dense-all-action 28 d",
        List.of(
            new ComparisonStudy.Shape("sasrec", "next-action", ".198 against .186"),
            new ComparisonStudy.Shape("all-action 28 d", "sasrec", ".224 against .198"),
            new ComparisonStudy.Shape("dense-all-action 28 d", "sasrec", ".229 against .198"),
            new ComparisonStudy.Shape(
                "dense-all-action 28 d", "all-action 28 d", ".229 against .224")));
  }

  private static Study negatives(PinnerFormerConfig.Negatives most) {
    List<Variant> variants = new ArrayList<>();
    for (boolean corrected : new boolean[] {false, true}) {
      variants.add(negatives("random", 0, most.uniform(), corrected));
      variants.add(negatives("in-batch", most.inBatch(), 0, corrected));
      variants.add(negatives("mixed", most.inBatch(), most.uniform(), corrected));
    }
    return new ComparisonStudy(
        "Which negatives, and does correcting for their sampling matter?",
        variants,
        "mixed" + CORRECTED,
        List.of(
            new ComparisonStudy.Shape("mixed" + CORRECTED, "mixed", ".229 against .138"),
            new ComparisonStudy.Shape("in-batch" + CORRECTED, "in-batch", ".167 against .071"),
            new ComparisonStudy.Shape(
                "mixed" + CORRECTED, "in-batch" + CORRECTED, ".229 against .167"),
            new ComparisonStudy.Shape(
                "mixed" + CORRECTED, "random" + CORRECTED, ".229 against .139")));
  }

  private static Variant negatives(String name, int inBatch, int uniform, boolean corrected) {
    return new Variant(
        corrected ? name + CORRECTED : name,
        ConfigChange.of("negatives.in_batch", inBatch)
            .and("negatives.uniform", uniform)
            .and("negatives.correct_sampling", corrected));
  }

  private static Study features() {
    List<Variant> variants =
        new ArrayList<>(List.of(new Variant(ALL_FEATURES, ConfigChange.none())));
    variants.add(without("pin embedding", "pin_embedding"));
    variants.add(without("time", "absolute_time", "relative_times"));
    variants.add(without("surface", "surface"));
    variants.add(without("action type", "action_type"));
    variants.add(without("duration", "duration"));
    variants.add(without("position", "position"));
    return new ComparisonStudy(
        "Which features of an action?",
        variants,
        ALL_FEATURES,
        List.of(
            new ComparisonStudy.Shape(ALL_FEATURES, "without pin embedding", ".229 against .142"),
            new ComparisonStudy.Shape(ALL_FEATURES, "without time", ".229 against .210"),
            new ComparisonStudy.Shape(ALL_FEATURES, "without surface", ".229 against .224"),
            new ComparisonStudy.Shape(ALL_FEATURES, "without action type", ".229 against .226"),
            new ComparisonStudy.Shape(ALL_FEATURES, "without duration", ".229 against .226"),
            new ComparisonStudy.Shape(ALL_FEATURES, "without position", ".229 against .228")));
  }

  private static Variant without(String name, String... switches) {
    ConfigChange change = ConfigChange.none();
    for (String feature : switches) {
      change = change.and("features." + feature, false);
    }
    return new Variant("without " + name, change);
  }

  private static Study length(int longest) {
    List<Variant> variants = new ArrayList<>();
    for (int window = longest; window >= 8 && variants.size() < 5; window /= 2) {
      variants.add(new Variant("M = " + window, ConfigChange.of("architecture.window", window)));
    }
    return new ComparisonStudy(
        "How many of a user's newest actions?", variants, "M = " + longest, List.of());
  }

  private static Study model() {
    return new ComparisonStudy(
        "How good is this model?",
        List.of(new Variant("pinnerformer", ConfigChange.none())),
        "pinnerformer",
        List.of());
  }
}
