package io.tidemark.pipelines.ranker;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.YamlConfig;
import java.io.Serializable;
import java.time.Duration;

/** Everything about a ranker that can be chosen; preset {@code small}. */
public record RankerConfig(Architecture architecture, Requests requests, Training training)
    implements Serializable {
  public RankerConfig {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(requests, "requests is null");
    requireNonNull(training, "training is null");
  }

  /**
   * Reads a preset or a YAML file.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static RankerConfig read(String presetOrFile) {
    return YamlConfig.read(RankerConfig.class, presetOrFile);
  }

  /**
   * The network's sizes.
   *
   * @param attentionWidth A
   * @param pooledWidth V
   * @param candidateWidth C
   * @param actionTypeWidth numbers of a learned action type
   * @param surfaceWidth numbers of a learned surface
   * @param hidden width of the last layers
   */
  public record Architecture(
      int attentionWidth,
      int pooledWidth,
      int candidateWidth,
      int actionTypeWidth,
      int surfaceWidth,
      int hidden)
      implements Serializable {
    public Architecture {
      atLeastOne("architecture.attention_width", attentionWidth);
      atLeastOne("architecture.pooled_width", pooledWidth);
      atLeastOne("architecture.candidate_width", candidateWidth);
      atLeastOne("architecture.action_type_width", actionTypeWidth);
      atLeastOne("architecture.surface_width", surfaceWidth);
      atLeastOne("architecture.hidden", hidden);
    }
  }

  /**
   * How requests are drawn from the log.
   *
   * @param period how far before the as-of they go back
   * @param mostRequests the most that are trained on; the newest are taken
   * @param liveActions the most actions of a live sequence
   * @param negatives sampled candidates beside the positive
   * @param popularityShare the share of them drawn by popularity; the others are uniform
   * @param hides the most pins the user hid on that day that stand among the negatives
   * @param lateBatchShare the share of requests served from the batch of a day earlier
   * @param withoutBatchShare the share of requests trained without the batch side
   * @param withoutLiveShare the share of requests trained without the live side
   */
  public record Requests(
      Duration period,
      int mostRequests,
      int liveActions,
      int negatives,
      double popularityShare,
      int hides,
      double lateBatchShare,
      double withoutBatchShare,
      double withoutLiveShare)
      implements Serializable {
    public Requests {
      requireNonNull(period, "requests.period is null");
      atLeastOne("requests.most_requests", mostRequests);
      atLeastOne("requests.live_actions", liveActions);
      atLeastOne("requests.negatives", negatives);
      share("requests.popularity_share", popularityShare);
      require(hides >= 0, "requests.hides must not be negative: %s", hides);
      share("requests.late_batch_share", lateBatchShare);
      share("requests.without_batch_share", withoutBatchShare);
      share("requests.without_live_share", withoutLiveShare);
    }
  }

  /**
   * How it is trained.
   *
   * @param batchRequests B
   * @param maxSteps the most batches
   * @param budget the longest time
   * @param learningRate at its peak
   * @param warmUpSteps until the peak
   * @param weightDecay of AdamW, on matrices
   * @param clipNorm the largest norm of all gradients together
   * @param heldOut the newest time whose requests are kept from training
   * @param heldOutRequests the most of them that quality is measured on
   * @param heldOutCandidates candidates of each, the positive included
   */
  public record Training(
      int batchRequests,
      int maxSteps,
      Duration budget,
      double learningRate,
      int warmUpSteps,
      float weightDecay,
      float clipNorm,
      Duration heldOut,
      int heldOutRequests,
      int heldOutCandidates)
      implements Serializable {
    private static final double FLOOR = 0.05;

    public Training {
      atLeastOne("training.batch_requests", batchRequests);
      atLeastOne("training.max_steps", maxSteps);
      requireNonNull(budget, "training.budget is null");
      require(learningRate > 0, "training.learning_rate must be positive: %s", learningRate);
      require(warmUpSteps >= 0, "training.warm_up_steps must not be negative: %s", warmUpSteps);
      require(weightDecay >= 0, "training.weight_decay must not be negative: %s", weightDecay);
      require(clipNorm > 0, "training.clip_norm must be positive: %s", clipNorm);
      require(!heldOut.isNegative(), "training.held_out must not be negative: %s", heldOut);
      atLeastOne("training.held_out_requests", heldOutRequests);
      require(
          heldOutCandidates >= 2,
          "training.held_out_candidates must be at least 2: %s",
          heldOutCandidates);
    }

    /** The learning rate's course. */
    LearningRate schedule() {
      return new LearningRate(learningRate, warmUpSteps, maxSteps, FLOOR);
    }
  }

  private static void atLeastOne(String field, int value) {
    require(value >= 1, field + " must be at least 1: %s", value);
  }

  private static void share(String field, double value) {
    require(value >= 0 && value <= 1, field + " must be in [0, 1]: %s", value);
  }

  private static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
