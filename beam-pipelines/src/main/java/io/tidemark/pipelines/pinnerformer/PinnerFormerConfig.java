package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.YamlConfig;
import java.io.Serializable;
import java.time.Duration;

/** Everything about a PinnerFormer that can be chosen; presets {@code small} and {@code paper}. */
public record PinnerFormerConfig(
    Architecture architecture,
    Objective objective,
    Negatives negatives,
    Temperature temperature,
    Training training)
    implements Serializable {
  public PinnerFormerConfig {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(objective, "objective is null");
    requireNonNull(negatives, "negatives is null");
    requireNonNull(temperature, "temperature is null");
    requireNonNull(training, "training is null");
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
    return new PinnerFormerConfig(
        architecture, objective, negatives, temperature, training.withMaxSteps(maxSteps));
  }

  /**
   * The network's sizes.
   *
   * @param layers L
   * @param hidden H
   * @param heads of attention; divides H
   * @param window M: the newest actions that are looked at
   * @param dimension D
   * @param pinTowerHidden the pin tower's hidden width
   * @param actionTypeWidth numbers a learned action type has
   * @param surfaceWidth numbers a learned surface has
   * @param dropout after attention and FFN, in training
   */
  public record Architecture(
      int layers,
      int hidden,
      int heads,
      int window,
      int dimension,
      int pinTowerHidden,
      int actionTypeWidth,
      int surfaceWidth,
      float dropout)
      implements Serializable {
    public Architecture {
      atLeastOne("architecture.layers", layers);
      atLeastOne("architecture.hidden", hidden);
      atLeastOne("architecture.heads", heads);
      atLeastOne("architecture.window", window);
      atLeastOne("architecture.dimension", dimension);
      atLeastOne("architecture.pin_tower_hidden", pinTowerHidden);
      atLeastOne("architecture.action_type_width", actionTypeWidth);
      atLeastOne("architecture.surface_width", surfaceWidth);
      require(
          hidden % heads == 0,
          "architecture.heads must divide architecture.hidden: %s, %s",
          heads,
          hidden);
      require(dropout >= 0 && dropout < 1, "architecture.dropout must be in [0, 1): %s", dropout);
    }
  }

  /**
   * What the positives are told from: one pool of the batch's own positives and random pins.
   *
   * @param inBatch the most of the batch's positives
   * @param uniform pins drawn uniformly from the corpus
   * @param correctSampling whether scores are corrected by the log of the pool's probabilities
   */
  public record Negatives(int inBatch, int uniform, boolean correctSampling)
      implements Serializable {
    public Negatives {
      require(inBatch >= 0, "negatives.in_batch must not be negative: %s", inBatch);
      require(uniform >= 0, "negatives.uniform must not be negative: %s", uniform);
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
   */
  public record Training(
      int batchUsers,
      int maxSteps,
      double learningRate,
      int warmUpSteps,
      float weightDecay,
      float clipNorm,
      Duration heldOut,
      int heldOutUsers,
      int evaluateEvery,
      int patience,
      int shuffleUsers)
      implements Serializable {
    private static final double FLOOR = 0.05;

    public Training {
      atLeastOne("training.batch_users", batchUsers);
      atLeastOne("training.max_steps", maxSteps);
      require(learningRate > 0, "training.learning_rate must be positive: %s", learningRate);
      require(warmUpSteps >= 0, "training.warm_up_steps must not be negative: %s", warmUpSteps);
      require(weightDecay >= 0, "training.weight_decay must not be negative: %s", weightDecay);
      require(clipNorm > 0, "training.clip_norm must be positive: %s", clipNorm);
      require(!heldOut.isNegative(), "training.held_out must not be negative: %s", heldOut);
      require(heldOutUsers >= 0, "training.held_out_users must not be negative: %s", heldOutUsers);
      atLeastOne("training.evaluate_every", evaluateEvery);
      atLeastOne("training.patience", patience);
      atLeastOne("training.shuffle_users", shuffleUsers);
    }

    /** The learning rate's course. */
    public LearningRate schedule() {
      return new LearningRate(learningRate, warmUpSteps, maxSteps, FLOOR);
    }

    private Training withMaxSteps(int steps) {
      return new Training(
          batchUsers,
          steps,
          learningRate,
          Math.min(warmUpSteps, Math.max(0, steps / 10)),
          weightDecay,
          clipNorm,
          heldOut,
          heldOutUsers,
          evaluateEvery,
          patience,
          shuffleUsers);
    }
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
