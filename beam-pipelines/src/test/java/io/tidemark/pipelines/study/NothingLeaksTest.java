package io.tidemark.pipelines.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.evaluation.Arm;
import io.tidemark.pipelines.evaluation.Cadence;
import io.tidemark.pipelines.evaluation.Question;
import io.tidemark.pipelines.evaluation.Target;
import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The future is changed, and nothing that a target is ranked with may notice. */
class NothingLeaksTest {
  private static final StudySettings SETTINGS = TasteLog.settings();
  private static final List<Timeline> LOG = TasteLog.timelines(60);
  private static final List<Cadence> CADENCES =
      List.of(
          Cadence.ONCE,
          Cadence.DAILY,
          Cadence.HOURLY,
          Cadence.REALTIME,
          Cadence.lag("6 h", Duration.ofHours(6)));

  @Test
  void whatHappensFromATargetOnChangesNeitherItsIndexNorItsScores() {
    StudyWindow window = StudyWindow.of(TasteLog.SPLIT, LOG, SETTINGS);
    Target target = window.targets().get(window.targets().size() / 2);
    List<Timeline> otherLog =
        LOG.stream().map(timeline -> changed(timeline, target.occurredAt())).toList();
    StudyWindow other = StudyWindow.of(TasteLog.SPLIT, otherLog, SETTINGS);
    Timeline otherTimeline =
        otherLog.stream()
            .filter(timeline -> timeline.userId().equals(target.timeline().userId()))
            .findFirst()
            .orElseThrow();
    assertThat(otherTimeline).isNotEqualTo(target.timeline());

    assertThat(other.pins().version()).isEqualTo(window.pins().version());
    for (Cadence cadence : CADENCES) {
      long before = cadence.knownBefore(target.occurredAt(), TasteLog.SPLIT);
      List<float[]> scores = scores(window, LOG, new Question(target.timeline(), before));
      assertThat(scores).hasSizeGreaterThanOrEqualTo(4);
      assertThat(scores(other, otherLog, new Question(otherTimeline, before)))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(scores);
    }
  }

  @Test
  void evaluatedUsersAreInNeitherPinVectorsNorTrainingData() {
    StudyWindow window = StudyWindow.of(TasteLog.SPLIT, LOG, SETTINGS);
    List<Timeline> otherLog =
        LOG.stream()
            .map(
                timeline ->
                    SETTINGS.users().contains(timeline.userId())
                        ? changed(timeline, TasteLog.START.toEpochMilli() + 86_400_000L)
                        : timeline)
            .toList();
    assertThat(otherLog).isNotEqualTo(LOG);

    StudyWindow other = StudyWindow.of(TasteLog.SPLIT, otherLog, SETTINGS);

    assertThat(other.pins().version()).isEqualTo(window.pins().version());
    assertThat(other.training()).isEqualTo(window.training());
    assertThat(window.training())
        .isNotEmpty()
        .noneMatch(timeline -> SETTINGS.users().contains(timeline.userId()));
    assertThat(window.targets())
        .isNotEmpty()
        .allMatch(target -> SETTINGS.users().contains(target.timeline().userId()));
  }

  @Test
  void nothingAfterTheSplitIsLearnedFrom() {
    StudyWindow window = StudyWindow.of(TasteLog.SPLIT, LOG, SETTINGS);

    assertThat(window.training())
        .flatExtracting(Timeline::actions)
        .allMatch(action -> action.occurredAt() <= TasteLog.SPLIT.t0().toEpochMilli());
    List<Timeline> otherLog =
        LOG.stream().map(timeline -> changed(timeline, TasteLog.SPLIT.learnBefore())).toList();
    StudyWindow other = StudyWindow.of(TasteLog.SPLIT, otherLog, SETTINGS);
    assertThat(other.pins().version()).isEqualTo(window.pins().version());
    assertThat(other.training()).isEqualTo(window.training());
    assertThat(other.topics()).isEqualTo(window.topics());
  }

  /** Every arm's scores of the whole index for one question. */
  private static List<float[]> scores(StudyWindow window, List<Timeline> log, Question question) {
    List<float[]> all = new ArrayList<>();
    try (TrainingEngine engine = TrainingEngine.open(1, SETTINGS.seed())) {
      LocalPinnerFormer model =
          LocalPinnerFormer.train(
              engine, SETTINGS.config(), window.trainingData(SETTINGS), 1, line -> {});
      StudyArms arms = new StudyArms(engine, window.pins(), SETTINGS.positiveActions());
      List<Arm> every = new ArrayList<>(arms.pinnerSageOracles());
      every.addAll(arms.popularity(log));
      every.add(arms.pinnerFormer("model", model));
      for (Arm arm : every) {
        arm.answer(List.of(question), (place, scores) -> all.addAll(List.of(scores)));
      }
    }
    return all;
  }

  /** Everything from an instant on is hidden, elsewhere, on other pins, and there is more of it. */
  private static Timeline changed(Timeline timeline, long from) {
    List<Action> actions = new ArrayList<>();
    for (Action action : timeline.actions()) {
      if (action.occurredAt() < from) {
        actions.add(action);
      } else {
        actions.add(other(action, "a", "changed"));
        actions.add(other(action, "b", "t0-1"));
      }
    }
    return new Timeline(timeline.userId(), actions);
  }

  private static Action other(Action action, String suffix, String pin) {
    return new Action(
        action.eventId() + suffix,
        action.userId(),
        pin,
        ActionType.SHARE,
        Surface.SEARCH,
        action.occurredAt(),
        12_345,
        Optional.of("request"));
  }
}
