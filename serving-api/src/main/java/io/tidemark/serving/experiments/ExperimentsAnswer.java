package io.tidemark.serving.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.experiments.Arm;
import io.tidemark.experiments.Experiment;
import io.tidemark.experiments.Experiments;
import io.tidemark.experiments.Holdout;
import io.tidemark.experiments.Layer;
import io.tidemark.experiments.Parameters;
import io.tidemark.experiments.file.FileProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What runs, and how it stands with the file that says so.
 *
 * @param file empty if none is configured
 * @param lookedAt when the file was looked at last
 * @param loadedAt when what runs was loaded
 * @param problems why the file that is there now is not what runs
 * @param holdout the share of users in no experiment at all
 * @param layers with their experiments
 */
@Schema(description = "what runs, and how it stands with the file that says so")
public record ExperimentsAnswer(
    @Schema(nullable = true, description = "null if none is configured") String file,
    @Schema(nullable = true) Instant lookedAt,
    @Schema(nullable = true, description = "null if there are no experiments") Instant loadedAt,
    @Schema(description = "why the file that is there now is not what runs; empty if it is")
        List<FileProblem> problems,
    @Schema(nullable = true, description = "the share of users in no experiment at all")
        Double holdout,
    List<LayerView> layers) {

  /** A layer. */
  public record LayerView(String name, List<ExperimentView> experiments) {}

  /**
   * An experiment.
   *
   * @param running whether it runs now
   * @param traffic the share of the layer's users that it has now
   * @param control the arm that the others are compared with
   */
  public record ExperimentView(
      String id,
      String description,
      boolean running,
      double traffic,
      Instant start,
      @Schema(nullable = true) Instant end,
      String control,
      List<ArmView> arms) {}

  /**
   * An arm.
   *
   * @param share of the experiment's users
   */
  public record ArmView(String name, double share, ParametersView parameters) {}

  /** What an arm sets; what it does not set is left out. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ParametersView(
      String embeddingModel,
      String cadence,
      Boolean live,
      Integer liveLength,
      Long windowMaskMs,
      String rankerRelease,
      Map<String, Float> headWeights) {
    static ParametersView of(Parameters parameters) {
      return new ParametersView(
          parameters.embeddingModel().orElse(null),
          parameters.cadence().map(cadence -> cadence.wireName()).orElse(null),
          parameters.live().orElse(null),
          parameters.liveLength().isPresent() ? parameters.liveLength().getAsInt() : null,
          parameters.windowMask().map(Duration::toMillis).orElse(null),
          parameters.rankerRelease().orElse(null),
          parameters.headWeights());
    }
  }

  static ExperimentsAnswer of(Experiments running, FileReport report, Instant now) {
    return new ExperimentsAnswer(
        report.path().orElse(null),
        report.lookedAt().orElse(null),
        report.loadedAt().orElse(null),
        report.problems(),
        running.holdout().map(Holdout::share).orElse(null),
        running.layers().stream().map(layer -> of(layer, now)).toList());
  }

  private static LayerView of(Layer layer, Instant now) {
    return new LayerView(
        layer.name(), layer.experiments().stream().map(experiment -> of(experiment, now)).toList());
  }

  private static ExperimentView of(Experiment experiment, Instant now) {
    return new ExperimentView(
        experiment.id(),
        experiment.description(),
        experiment.schedule().includes(now),
        experiment.segment().share() * experiment.schedule().part(now),
        experiment.schedule().start(),
        experiment.schedule().end().orElse(null),
        experiment.control(),
        experiment.arms().stream().map(arm -> of(experiment, arm)).toList());
  }

  private static ArmView of(Experiment experiment, Arm arm) {
    return new ArmView(arm.name(), experiment.share(arm), ParametersView.of(arm.parameters()));
  }
}
