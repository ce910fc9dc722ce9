package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.training.ModelCard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishRankerTest {
  @Test
  void aGoodRankerPassesAndSaysHowGoodItIs() {
    Map<String, String> checks = PublishRanker.check(card(Map.of()), true);
    assertThat(checks)
        .containsEntry("save_auc", "0.8000")
        .containsEntry("save_hit_at_3", "0.3000")
        .containsEntry("save_calibration", "1.10")
        .containsEntry("hide_auc", "unknown: no held-out request has such an action");
  }

  @Test
  void aClearLossAgainstTheServedOneIsRefused() {
    assertRefused(
        Map.of(
            "gain_save_hit_at_3_high", -0.01,
            "published_save_hit_at_3", 0.4,
            "published_save_calibration", 1.0),
        "HIT@3 of save is 0.3000",
        "ranker-before, which is served, has 0.4000",
        "The ranker before it stays");
    assertThat(PublishRanker.check(card(Map.of("gain_save_hit_at_3_high", 0.01)), true))
        .isNotEmpty();
  }

  @Test
  void anArmOfAnExperimentMayBeWorseThanWhatIsServedButNotBroken() {
    assertThat(
            PublishRanker.check(
                card(Map.of("gain_save_hit_at_3_high", -0.01, "gain_save_auc_high", -0.01)), false))
        .containsEntry("save_auc", "0.8000");
    assertThatThrownBy(() -> PublishRanker.check(card(Map.of("both_save_auc", 0.5)), false))
        .hasMessageContaining("no better than chance");
  }

  @Test
  void noBetterThanChanceIsRefused() {
    assertRefused(Map.of("both_save_auc", 0.5), "no better than chance");
  }

  @Test
  void probabilitiesFarFromWhatIsObservedAreRefusedUnlessTheServedOnesAreAsFar() {
    assertRefused(Map.of("both_save_calibration", 2.5), "2.50 times what was observed");
    assertRefused(Map.of("both_save_calibration", 0.4), "0.40 times what was observed");
    assertThat(
            PublishRanker.check(
                card(Map.of("both_save_calibration", 2.5, "published_save_calibration", 0.3)),
                true))
        .isNotEmpty();
  }

  @Test
  void fewRequestsAreToldAndNotJudged() {
    assertThat(
            PublishRanker.check(
                card(Map.of("both_save_requests", 20.0, "both_save_auc", 0.4)), true))
        .containsEntry("save_auc", "0.4000");
  }

  @Test
  void anExportThatDiffersIsRefused() {
    ModelCard card = card(Map.of());
    assertThatThrownBy(() -> PublishRanker.check(withParity(card, 1e-3), false))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the export differs by 0.001");
  }

  private static void assertRefused(Map<String, Double> changes, String... said) {
    assertThatThrownBy(() -> PublishRanker.check(card(changes), true))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll(said);
  }

  private static ModelCard card(Map<String, Double> changes) {
    Map<String, Double> metrics =
        new HashMap<>(
            Map.of(
                "held_out_requests", 1000.0,
                "both_save_requests", 500.0,
                "both_save_auc", 0.8,
                "both_save_hit_at_3", 0.3,
                "both_save_calibration", 1.1));
    metrics.putAll(changes);
    return new ModelCard(
        "ranker",
        "ranker-now",
        "2024-01-01T00:00:00Z",
        "unknown",
        Map.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of("compared_with", "ranker-before"),
        "none",
        metrics,
        0,
        ModelCard.configOf(Map.of()),
        List.of(new ModelCard.Head("save", 1), new ModelCard.Head("hide", -1)),
        "encode_once",
        100);
  }

  private static ModelCard withParity(ModelCard card, double parity) {
    return new ModelCard(
        card.model(),
        card.version(),
        card.createdAt(),
        card.gitRevision(),
        card.files(),
        card.inputs(),
        card.outputs(),
        card.actionTypeCodes(),
        card.surfaceCodes(),
        card.requires(),
        card.dimensions(),
        card.training(),
        card.objective(),
        card.metrics(),
        parity,
        card.config(),
        card.heads(),
        card.variant(),
        card.liveActions());
  }
}
