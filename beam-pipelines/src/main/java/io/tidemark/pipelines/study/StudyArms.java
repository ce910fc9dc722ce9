package io.tidemark.pipelines.study;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.evaluation.Arm;
import io.tidemark.pipelines.evaluation.EmbeddingArm;
import io.tidemark.pipelines.evaluation.IndexScores;
import io.tidemark.pipelines.evaluation.Question;
import io.tidemark.pipelines.evaluation.RecentPopularity;
import io.tidemark.pipelines.evaluation.UserVectors;
import io.tidemark.pipelines.pinnerformer.LocalPinnerFormer;
import io.tidemark.pipelines.pinnersage.InterestCluster;
import io.tidemark.pipelines.pinnersage.InterestClusters;
import io.tidemark.pipelines.pinnersage.PinnerSageConfig;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.TrainingEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a study compares, over one index. */
final class StudyArms {
  static final String RECENT_POPULARITY = "recent popularity (1 d)";
  static final String WEEK_POPULARITY = "recent popularity (7 d)";
  private static final int[] ORACLES = {5, 20};

  private final TrainingEngine engine;
  private final PinVectors pins;
  private final PositiveActions positiveActions;

  /**
   * @param engine that scores; the arms are valid as long as it is open
   * @param pins the index
   */
  StudyArms(TrainingEngine engine, PinVectors pins, PositiveActions positiveActions) {
    this.engine = requireNonNull(engine, "engine is null");
    this.pins = requireNonNull(pins, "pins is null");
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
  }

  /** A trained PinnerFormer. */
  Arm pinnerFormer(String name, LocalPinnerFormer model) {
    UserVectors users =
        questions ->
            Arrays.stream(model.embedUsers(questions.stream().map(StudyArms::known).toList()))
                .map(vector -> new float[][] {vector})
                .toList();
    return new EmbeddingArm(name, users, new IndexScores(engine, model.embedPins()));
  }

  private static Timeline known(Question question) {
    return new Timeline(question.timeline().userId(), question.known());
  }

  /**
   * PinnerSage with its most important clusters, of which an oracle picks the best for each target
   * (2205.04507, section 5.2): more than any real system gets out of them.
   */
  List<Arm> pinnerSageOracles() {
    float[][] vectors = new float[pins.size()][];
    Arrays.setAll(vectors, pins::vector);
    IndexScores index = new IndexScores(engine, vectors);
    InterestClusters clusters =
        new InterestClusters(PinnerSageConfig.standard(), pins, positiveActions);
    List<Arm> arms = new ArrayList<>();
    for (int most : ORACLES) {
      UserVectors medoids =
          questions ->
              questions.stream()
                  .map(question -> medoids(clusters.of(question.known()), most))
                  .toList();
      arms.add(new EmbeddingArm("PinnerSage oracle, %d clusters".formatted(most), medoids, index));
    }
    return arms;
  }

  private float[][] medoids(List<InterestCluster> clusters, int most) {
    return clusters.stream()
        .limit(most)
        .map(cluster -> pins.vector(cluster.medoid()))
        .toArray(float[][]::new);
  }

  /**
   * The baselines that know no user.
   *
   * @param timelines of everyone, whose actions before the instant asked for are counted
   */
  List<Arm> popularity(List<Timeline> timelines) {
    return List.of(
        new RecentPopularity(
            RECENT_POPULARITY, Duration.ofDays(1), timelines, positiveActions, pins),
        new RecentPopularity(
            WEEK_POPULARITY, Duration.ofDays(7), timelines, positiveActions, pins));
  }
}
