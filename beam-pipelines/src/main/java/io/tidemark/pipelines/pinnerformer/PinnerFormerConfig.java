package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.YamlConfig;
import java.io.Serializable;
import java.time.Duration;

/**
 * Everything about a PinnerFormer that can be chosen; presets {@code small}, {@code paper} and
 * {@code sasrec-parity}.
 *
 * @param architecture the network's sizes
 * @param features what it sees of an action
 * @param ids vectors learned by a pin's id
 * @param objective what it is to predict
 * @param negatives what the positives are told from
 * @param temperature of the scores
 * @param training how it is trained
 */
public record PinnerFormerConfig(
    Architecture architecture,
    FeatureSwitches features,
    IdEmbeddings ids,
    Objective objective,
    Negatives negatives,
    Temperature temperature,
    Training training)
    implements Serializable {
  public PinnerFormerConfig {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(features, "features is null");
    requireNonNull(ids, "ids is null");
    requireNonNull(objective, "objective is null");
    requireNonNull(negatives, "negatives is null");
    requireNonNull(temperature, "temperature is null");
    requireNonNull(training, "training is null");
    require(
        features.pinEmbedding()
            || features.position()
            || Features.width(architecture, features) > 0,
        "features are all off: a user would be nothing; turn one on");
    require(
        architecture.pinTowerHidden() > 0
            || !ids.insteadOfContent()
            || ids.width() == architecture.dimension(),
        "architecture.pin_tower_hidden is 0, so ids.width (%s) must be architecture.dimension (%s)",
        ids.width(),
        architecture.dimension());
  }

  /**
   * Reads a preset or a YAML file.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static PinnerFormerConfig read(String presetOrFile) {
    return YamlConfig.read(PinnerFormerConfig.class, presetOrFile);
  }

  /** The same with another number of steps. */
  public PinnerFormerConfig withMaxSteps(int maxSteps) {
    return withTraining(training.withMaxSteps(maxSteps));
  }

  /** The same, seeing other features. */
  public PinnerFormerConfig withFeatures(FeatureSwitches other) {
    return new PinnerFormerConfig(
        architecture, other, ids, objective, negatives, temperature, training);
  }

  /** The same with another objective. */
  public PinnerFormerConfig withObjective(Objective other) {
    return new PinnerFormerConfig(
        architecture, features, ids, other, negatives, temperature, training);
  }

  /** The same with other negatives. */
  public PinnerFormerConfig withNegatives(Negatives other) {
    return new PinnerFormerConfig(
        architecture, features, ids, objective, other, temperature, training);
  }

  /** The same with other sizes. */
  public PinnerFormerConfig withArchitecture(Architecture other) {
    return new PinnerFormerConfig(
        other, features, ids, objective, negatives, temperature, training);
  }

  /** The same, trained otherwise. */
  public PinnerFormerConfig withTraining(Training other) {
    return new PinnerFormerConfig(
        architecture, features, ids, objective, negatives, temperature, other);
  }

  /**
   * The network's sizes.
   *
   * @param layers L
   * @param hidden H
   * @param heads of attention; divides H
   * @param window M: the newest actions that are looked at
   * @param dimension D
   * @param outputHidden the hidden width behind the last layer; 0 for none: one linear layer
   * @param pinTowerHidden the pin tower's hidden width; 0 for no tower: what is known of a pin is
   *     its embedding, L2-normalised
   * @param actionTypeWidth numbers a learned action type has
   * @param surfaceWidth numbers a learned surface has
   * @param dropout after attention and FFN, in training
   * @param attentionDropout of the attention's weights, in training
   * @param inputDropout of the first layer's input, in training
   */
  public record Architecture(
      int layers,
      int hidden,
      int heads,
      int window,
      int dimension,
      int outputHidden,
      int pinTowerHidden,
      int actionTypeWidth,
      int surfaceWidth,
      float dropout,
      float attentionDropout,
      float inputDropout)
      implements Serializable {
    public Architecture {
      atLeastOne("architecture.layers", layers);
      atLeastOne("architecture.hidden", hidden);
      atLeastOne("architecture.heads", heads);
      atLeastOne("architecture.window", window);
      atLeastOne("architecture.dimension", dimension);
      notNegative("architecture.output_hidden", outputHidden);
      notNegative("architecture.pin_tower_hidden", pinTowerHidden);
      atLeastOne("architecture.action_type_width", actionTypeWidth);
      atLeastOne("architecture.surface_width", surfaceWidth);
      require(
          hidden % heads == 0,
          "architecture.heads must divide architecture.hidden: %s, %s",
          heads,
          hidden);
      share("architecture.dropout", dropout);
      share("architecture.attention_dropout", attentionDropout);
      share("architecture.input_dropout", inputDropout);
    }

    /** The same looking at another number of actions. */
    public Architecture withWindow(int actions) {
      return new Architecture(
          layers,
          hidden,
          heads,
          actions,
          dimension,
          outputHidden,
          pinTowerHidden,
          actionTypeWidth,
          surfaceWidth,
          dropout,
          attentionDropout,
          inputDropout);
    }
  }

  /**
   * What the positives are told from: one pool of the batch's own positives and random pins. With
   * none of the one or the other the negatives are all random or all in-batch, else mixed.
   *
   * @param inBatch the most of the batch's positives
   * @param uniform pins drawn uniformly from the corpus
   * @param correctSampling whether scores are corrected by the log of the pool's probabilities
   */
  public record Negatives(int inBatch, int uniform, boolean correctSampling)
      implements Serializable {
    public Negatives {
      notNegative("negatives.in_batch", inBatch);
      notNegative("negatives.uniform", uniform);
      require(inBatch + uniform > 0, "negatives.in_batch and negatives.uniform are both 0");
    }
  }

  /**
   * The learned temperature's first and least value.
   *
   * @param initial where it starts
   * @param minimum what it is held above
   */
  public record Temperature(float initial, float minimum) implements Serializable {
    public Temperature {
      require(minimum > 0, "temperature.minimum must be positive: %s", minimum);
      require(initial >= minimum, "temperature.initial must be at least the minimum: %s", initial);
    }
  }

  /**
   * How it is trained.
   *
   * @param batchUsers B
   * @param equalUsers whether each user of a batch has the same weight in the loss, as in the
   *     paper; else each pair has
   * @param maxSteps the most batches
   * @param learningRate at its peak
   * @param warmUpSteps until the peak
   * @param weightDecay of AdamW, on matrices
   * @param clipNorm the largest norm of all gradients together
   * @param heldOut the newest time whose positives are kept from training, to measure recall
   * @param heldOutUsers the most users that recall is measured on
   * @param evaluateEvery steps between two measurements
   * @param patience measurements without a better recall after which training stops
   * @param shuffleUsers users kept in memory to draw batches from
   * @param fusedAttention whether attention is PyTorch's one fused operator; off only to measure
   *     what it is worth
   * @param checkpointEvery steps between two checkpoints, where a folder for them is given; 0 for
   *     none
   */
  public record Training(
      int batchUsers,
      boolean equalUsers,
      int maxSteps,
      double learningRate,
      int warmUpSteps,
      float weightDecay,
      float clipNorm,
      Duration heldOut,
      int heldOutUsers,
      int evaluateEvery,
      int patience,
      int shuffleUsers,
      boolean fusedAttention,
      int checkpointEvery)
      implements Serializable {
    private static final double FLOOR = 0.05;

    public Training {
      atLeastOne("training.batch_users", batchUsers);
      atLeastOne("training.max_steps", maxSteps);
      require(learningRate > 0, "training.learning_rate must be positive: %s", learningRate);
      notNegative("training.warm_up_steps", warmUpSteps);
      require(weightDecay >= 0, "training.weight_decay must not be negative: %s", weightDecay);
      require(clipNorm > 0, "training.clip_norm must be positive: %s", clipNorm);
      require(!heldOut.isNegative(), "training.held_out must not be negative: %s", heldOut);
      notNegative("training.held_out_users", heldOutUsers);
      atLeastOne("training.evaluate_every", evaluateEvery);
      atLeastOne("training.patience", patience);
      atLeastOne("training.shuffle_users", shuffleUsers);
      notNegative("training.checkpoint_every", checkpointEvery);
    }

    /** The learning rate's course. */
    public LearningRate schedule() {
      return new LearningRate(learningRate, warmUpSteps, maxSteps, FLOOR);
    }

    /** The same with or without the fused operator. */
    public Training withFusedAttention(boolean fused) {
      return new Training(
          batchUsers,
          equalUsers,
          maxSteps,
          learningRate,
          warmUpSteps,
          weightDecay,
          clipNorm,
          heldOut,
          heldOutUsers,
          evaluateEvery,
          patience,
          shuffleUsers,
          fused,
          checkpointEvery);
    }

    private Training withMaxSteps(int steps) {
      return new Training(
          batchUsers,
          equalUsers,
          steps,
          learningRate,
          Math.min(warmUpSteps, Math.max(0, steps / 10)),
          weightDecay,
          clipNorm,
          heldOut,
          heldOutUsers,
          evaluateEvery,
          patience,
          shuffleUsers,
          fusedAttention,
          checkpointEvery);
    }
  }

  private static void share(String field, float value) {
    require(value >= 0 && value < 1, field + " must be in [0, 1): %s", value);
  }

  private static void notNegative(String field, int value) {
    require(value >= 0, field + " must not be negative: %s", value);
  }

  private static void atLeastOne(String field, int value) {
    require(value >= 1, field + " must be at least 1: %s", value);
  }

  private static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
