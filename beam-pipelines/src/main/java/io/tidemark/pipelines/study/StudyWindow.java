package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.evaluation.Target;
import io.tidemark.pipelines.evaluation.TimeSplit;
import io.tidemark.pipelines.evaluation.Topics;
import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.pins.LocalPins;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One split of a log: what is learned from, and what is to be predicted. Pin vectors and models see
 * the training users' actions up to t0 and nothing else, so no evaluated user's target is in them.
 *
 * @param split when
 * @param training timelines of the training users, up to t0
 * @param pins vectors built from them: the index
 * @param targets of the evaluated users
 * @param topics of each pin of the index
 * @param facts for the report
 */
record StudyWindow(
    TimeSplit split,
    List<Timeline> training,
    PinVectors pins,
    List<Target> targets,
    int[] topics,
    WindowFacts facts) {
  StudyWindow {
    requireNonNull(split, "split is null");
  }

  /**
   * Splits a log.
   *
   * @param log every user's whole timeline
   * @throws JobFailedException if there is nothing to learn from, or nothing to predict
   */
  static StudyWindow of(TimeSplit split, List<Timeline> log, StudySettings settings) {
    List<Timeline> training = new ArrayList<>();
    Set<String> catalogue = new HashSet<>();
    for (Timeline timeline : log) {
      upTo(timeline, split)
          .ifPresent(
              known -> {
                known.actions().forEach(action -> catalogue.add(action.pinId()));
                if (!settings.users().contains(timeline.userId())) {
                  training.add(known);
                }
              });
    }
    PinVectors pins =
        new LocalPins(settings.pinDimension(), settings.positiveActions(), settings.seed())
            .build(training, split.t0());
    Targets targets = new Targets(split, settings, pins, catalogue);
    log.stream()
        .filter(timeline -> settings.users().contains(timeline.userId()))
        .forEach(targets::take);
    if (targets.kept.isEmpty()) {
      throw new JobFailedException(
          "no target is left of the %d positives after %s: %d by users without history, %d on pins seen before, %d on pins with a vector. Choose another --t0, a longer --targetWindow or a larger --evaluationShare"
              .formatted(
                  targets.positives,
                  split.t0(),
                  targets.withoutHistory,
                  targets.inCatalogue,
                  targets.known));
    }
    WindowFacts facts =
        new WindowFacts(
            split,
            training.size(),
            training.stream().mapToLong(timeline -> timeline.actions().size()).sum(),
            training.stream().mapToLong(timeline -> known(timeline, pins)).sum(),
            targets.positives,
            targets.withoutHistory,
            targets.repeats,
            targets.inCatalogue,
            targets.known,
            targets.kept.size(),
            catalogue.size(),
            pins.size());
    return new StudyWindow(
        split,
        List.copyOf(training),
        pins,
        List.copyOf(targets.kept),
        Topics.of(pins, settings.topics(), settings.seed()),
        facts);
  }

  /** What a PinnerFormer is trained on. */
  LocalPinnerFormer.Data trainingData(StudySettings settings) {
    return new LocalPinnerFormer.Data(
        training, pins, settings.positiveActions(), split.learnBefore());
  }

  private static long known(Timeline timeline, PinVectors pins) {
    return timeline.actions().stream()
        .filter(action -> pins.indexOf(action.pinId()) != PinVectors.UNKNOWN)
        .count();
  }

  private static Optional<Timeline> upTo(Timeline timeline, TimeSplit split) {
    List<Action> known =
        timeline.actions().stream()
            .filter(action -> action.occurredAt() < split.learnBefore())
            .toList();
    return known.isEmpty() ? Optional.empty() : Optional.of(new Timeline(timeline.userId(), known));
  }

  /** Sorts the evaluated users' positives into targets and what is left out, and counts both. */
  private static final class Targets {
    private final TimeSplit split;
    private final StudySettings settings;
    private final PinVectors pins;
    private final Set<String> catalogue;
    private final List<Target> kept = new ArrayList<>();
    private long positives;
    private long withoutHistory;
    private long repeats;
    private long inCatalogue;
    private long known;

    Targets(TimeSplit split, StudySettings settings, PinVectors pins, Set<String> catalogue) {
      this.split = split;
      this.settings = settings;
      this.pins = pins;
      this.catalogue = catalogue;
    }

    void take(Timeline timeline) {
      boolean hasHistory = timeline.actions().get(0).occurredAt() < split.learnBefore();
      Set<String> actedOn = new HashSet<>();
      for (Action action : timeline.actions()) {
        boolean isRepeat = !actedOn.add(action.pinId());
        if (split.isTarget(action.occurredAt()) && settings.positiveActions().includes(action)) {
          positives++;
          if (hasHistory) {
            take(timeline, action, isRepeat);
          } else {
            withoutHistory++;
          }
        }
      }
    }

    private void take(Timeline timeline, Action action, boolean isRepeat) {
      int pin = pins.indexOf(action.pinId());
      repeats += isRepeat ? 1 : 0;
      inCatalogue += catalogue.contains(action.pinId()) ? 1 : 0;
      known += pin == PinVectors.UNKNOWN ? 0 : 1;
      if (pin != PinVectors.UNKNOWN && !(isRepeat && settings.newPinsOnly())) {
        kept.add(new Target(timeline, pin, action.occurredAt()));
      }
    }
  }
}
