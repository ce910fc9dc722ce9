package io.tidemark.pipelines.ranker;

import static io.tidemark.pipelines.ranker.ConfigChecks.atLeast;
import static io.tidemark.pipelines.ranker.ConfigChecks.require;
import static io.tidemark.pipelines.ranker.ConfigChecks.share;
import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.training.LearningRate;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.YamlConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * Everything about a ranker that can be chosen. Presets: {@code small} encodes the sequence once a
 * request and is trained in seconds; {@code transact} is the paper's module.
 *
 * @param architecture the network
 * @param heads what is predicted, in the order of the output's columns
 * @param requests what is learned from
 * @param training how
 */
public record RankerConfig(
    Architecture architecture, List<Head> heads, Requests requests, Training training)
    implements Serializable {
  public RankerConfig {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(requests, "requests is null");
    requireNonNull(training, "training is null");
    heads = List.copyOf(heads);
    require(!heads.isEmpty(), "heads are empty: name at least one");
    HashSet<String> names = new HashSet<>();
    heads.forEach(head -> require(names.add(head.name()), "heads name %s twice", head.name()));
  }

  /**
   * Reads a preset or a YAML file.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static RankerConfig read(String presetOrFile) {
    return YamlConfig.read(RankerConfig.class, presetOrFile);
  }

  /** The heads as a model's card names them. */
  List<ModelCard.Head> cardHeads() {
    return heads.stream()
        .map(head -> new ModelCard.Head(head.name(), head.utilityWeight()))
        .toList();
  }

  /** The same with another network. */
  RankerConfig with(Architecture other) {
    return new RankerConfig(other, heads, requests, training);
  }

  /** The same with other requests. */
  RankerConfig with(Requests other) {
    return new RankerConfig(architecture, heads, other, training);
  }

  /** The same with another training. */
  RankerConfig with(Training other) {
    return new RankerConfig(architecture, heads, requests, other);
  }

  /**
   * How requests are drawn from the log.
   *
   * @param period how far before the as-of they go back
   * @param outcome how long after a request an action on a shown pin counts as its outcome
   * @param repeats whether a pin that the user had acted on before the request is a candidate to
   *     learn from
   * @param leastLogged with fewer logged requests that led to something, requests are sampled from
   *     the actions instead
   * @param mostRequests the most that are trained on; the newest are taken
   * @param liveActions the most actions of a live sequence
   * @param liveAge how far back a live sequence reaches, as the live store keeps it
   * @param windowMask T of the window mask is drawn from 0 to this: in training, a sequence hides
   *     what happened so long before the request, but for the newest action; 0 for none
   * @param negatives sampled candidates beside the wanted ones; the most other pins of a logged
   *     request
   * @param popularityShare the share of sampled ones drawn by popularity; the others are uniform
   * @param hides the most pins the user hid on that day that stand among the candidates
   * @param lateBatchShare the share of requests served from the batch of a day earlier
   * @param withoutBatchShare the share of requests trained without the batch side
   * @param withoutLiveShare the share of requests trained without the live side
   */
  public record Requests(
      Duration period,
      Duration outcome,
      boolean repeats,
      int leastLogged,
      int mostRequests,
      int liveActions,
      Duration liveAge,
      Duration windowMask,
      int negatives,
      double popularityShare,
      int hides,
      double lateBatchShare,
      double withoutBatchShare,
      double withoutLiveShare)
      implements Serializable {
    public Requests {
      requireNonNull(period, "requests.period is null");
      require(
          !outcome.isNegative() && !outcome.isZero(),
          "requests.outcome must be positive: %s",
          outcome);
      atLeast(1, "requests.least_logged", leastLogged);
      atLeast(1, "requests.most_requests", mostRequests);
      atLeast(1, "requests.live_actions", liveActions);
      require(!liveAge.isNegative(), "requests.live_age must not be negative: %s", liveAge);
      require(
          !windowMask.isNegative(), "requests.window_mask must not be negative: %s", windowMask);
      atLeast(1, "requests.negatives", negatives);
      share("requests.popularity_share", popularityShare);
      atLeast(0, "requests.hides", hides);
      share("requests.late_batch_share", lateBatchShare);
      share("requests.without_batch_share", withoutBatchShare);
      share("requests.without_live_share", withoutLiveShare);
    }

    /** The same with another window mask. */
    Requests withWindowMask(Duration other) {
      return with(period, other, negatives);
    }

    /** The same of another period. */
    Requests withPeriod(Duration other) {
      return with(other, windowMask, negatives);
    }

    /** The same with fewer or more candidates. */
    Requests withNegatives(int other) {
      return with(period, windowMask, other);
    }

    private Requests with(Duration otherPeriod, Duration otherMask, int otherNegatives) {
      return new Requests(
          otherPeriod,
          outcome,
          repeats,
          leastLogged,
          mostRequests,
          liveActions,
          liveAge,
          otherMask,
          otherNegatives,
          popularityShare,
          hides,
          lateBatchShare,
          withoutBatchShare,
          withoutLiveShare);
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
   * @param heldOutCandidates candidates of each, where they are sampled
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
      atLeast(1, "training.batch_requests", batchRequests);
      atLeast(1, "training.max_steps", maxSteps);
      requireNonNull(budget, "training.budget is null");
      require(learningRate > 0, "training.learning_rate must be positive: %s", learningRate);
      atLeast(0, "training.warm_up_steps", warmUpSteps);
      require(weightDecay >= 0, "training.weight_decay must not be negative: %s", weightDecay);
      require(clipNorm > 0, "training.clip_norm must be positive: %s", clipNorm);
      require(!heldOut.isNegative(), "training.held_out must not be negative: %s", heldOut);
      atLeast(1, "training.held_out_requests", heldOutRequests);
      atLeast(2, "training.held_out_candidates", heldOutCandidates);
    }

    /** The learning rate's course. */
    LearningRate schedule() {
      return new LearningRate(learningRate, warmUpSteps, maxSteps, FLOOR);
    }
  }
}
