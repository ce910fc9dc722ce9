package io.tidemark.pipelines.study;

import io.tidemark.pipelines.evaluation.EvaluationUsers;
import io.tidemark.pipelines.evaluation.TimeSplit;
import io.tidemark.pipelines.evaluation.UserBootstrap;
import io.tidemark.pipelines.pinnerformer.PinnerFormerConfig;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A study's flags, read and checked.
 *
 * @param splits at least one, the earliest first
 * @param users who is evaluated
 * @param newPinsOnly whether a positive on a pin that the user has acted on before is no target
 * @param positiveActions what is a positive
 * @param config of the PinnerFormer that is varied
 * @param pairsPerStep the same for every row; 0 for the configuration's batches
 * @param pinDimension P
 * @param topics that interest entropy tells apart
 * @param bootstrap of the intervals
 * @param seed of everything random
 * @param threads of one operator, 0 for all cores
 */
record StudySettings(
    List<TimeSplit> splits,
    EvaluationUsers users,
    boolean newPinsOnly,
    PositiveActions positiveActions,
    PinnerFormerConfig config,
    int pairsPerStep,
    int pinDimension,
    int topics,
    UserBootstrap bootstrap,
    long seed,
    int threads) {
  StudySettings {
    splits = List.copyOf(splits);
  }

  /**
   * @throws JobFailedException naming the flag that is wrong
   */
  static StudySettings of(StudyOptions options, List<Timeline> log) {
    try {
      return new StudySettings(
          splits(options, log),
          new EvaluationUsers(options.getEvaluationShare()),
          newPinsOnly(options.getTargets()),
          PositiveActions.parse(options.getPositiveActions()),
          config(options),
          atLeast(0, "--pairsPerStep", options.getPairsPerStep()),
          atLeast(1, "--dimension", options.getDimension()),
          atLeast(1, "--topics", options.getTopics()),
          new UserBootstrap(options.getResamples(), options.getSeed()),
          options.getSeed(),
          atLeast(0, "--threads", options.getThreads()));
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
  }

  private static PinnerFormerConfig config(StudyOptions options) {
    ConfigChange change = ConfigChange.none();
    if (options.getSet() != null) {
      change = ConfigChange.parse(options.getSet());
    }
    if (options.getMaxSteps() != null) {
      change = change.and("training.max_steps", options.getMaxSteps());
    }
    return change.applyTo(PinnerFormerConfig.read(options.getConfig()));
  }

  private static boolean newPinsOnly(String targets) {
    return switch (targets) {
      case "all" -> false;
      case "new" -> true;
      default ->
          throw new IllegalArgumentException("--targets is \"" + targets + "\": give all or new");
    };
  }

  private static int atLeast(int least, String flag, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d: it must be %d or more".formatted(flag, value, least));
    }
    return value;
  }

  private static List<TimeSplit> splits(StudyOptions options, List<Timeline> log) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Timeline timeline : log) {
      first = Math.min(first, timeline.actions().get(0).occurredAt());
      last = Math.max(last, timeline.actions().get(timeline.actions().size() - 1).occurredAt());
    }
    Splits chosen = Splits.within(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last));
    if (options.getTargetWindow() != null) {
      chosen = chosen.withWindow(duration("--targetWindow", options.getTargetWindow()));
    }
    if (options.getWindows() != 0) {
      chosen = chosen.withCount(atLeast(1, "--windows", options.getWindows()));
    }
    if (options.getEvery() != null) {
      chosen = chosen.withEvery(duration("--every", options.getEvery()));
    }
    if (options.getT0() != null) {
      chosen = chosen.from(instant(options.getT0()));
    }
    return chosen.list();
  }

  private static Instant instant(String t0) {
    try {
      return Instant.parse(t0);
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "--t0 is \"" + t0 + "\": give an instant such as 2024-01-31T00:00:00Z", wrong);
    }
  }

  private static Duration duration(String flag, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "%s is \"%s\": give a duration such as P3D or PT12H".formatted(flag, text), wrong);
    }
  }
}
