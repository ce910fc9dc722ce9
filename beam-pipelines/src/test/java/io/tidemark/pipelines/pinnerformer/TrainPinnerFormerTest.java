package io.tidemark.pipelines.pinnerformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.pins.PinRelease;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainPinnerFormerTest {
  @TempDir private Path folder;
  private final PinVectors pins = Tiny.pins();

  @BeforeEach
  void fillTheWarehouse() throws IOException {
    options("--asOf=" + Tiny.AS_OF); // logs into the file systems
    Warehouse warehouse = Warehouse.at(folder.toString());
    fill(warehouse, pins);
  }

  /** Sixty users' actions and the pins' release. */
  static void fill(Warehouse warehouse, PinVectors pins) throws IOException {
    PinRelease.write(warehouse, pins);
    Map<LocalDate, List<Action>> days =
        Tiny.timelines(60).stream()
            .map(Timeline::actions)
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(ActionParquet::day));
    for (Map.Entry<LocalDate, List<Action>> day : days.entrySet()) {
      new ActionFiles(warehouse).write(day.getKey(), "part", day.getValue());
    }
  }

  @Test
  void theJobLeavesACheckedModelThatEmbedsUsers() throws IOException {
    String model = TrainPinnerFormer.train(options("--asOf=" + Tiny.AS_OF));

    ModelCard card = ModelFolder.card(model);
    assertThat(card.requires()).containsEntry("pins", pins.version());
    assertThat(card.training())
        .containsEntry("users", "60")
        .containsEntry("held_out_from", "2024-03-10T00:00:00Z")
        .containsEntry("pins_built_before_held_out", "true");
    assertThat(card.metrics().get("recall_at_10"))
        .isGreaterThan(card.metrics().get("popularity_recall_at_10"));
    assertThat(ModelFolder.newest(models(), "pinnerformer", any -> true))
        .hasValueSatisfying(newest -> assertThat(Path.of(newest)).isEqualTo(Path.of(model)));
    try (PinnerFormerModel loaded = PinnerFormerModel.load(model, folder, 1)) {
      List<Timeline> timelines = Tiny.timelines(40);
      float[][] together = loaded.embedUsers(timelines, pins);
      float[][] alone = loaded.embedUsers(timelines.subList(7, 8), pins);

      assertThat(together).hasNumberOfRows(40);
      assertThat(together[7]).containsExactly(alone[0], within(1e-5f));
      assertThatThrownBy(
              () -> loaded.embedUsers(timelines, PinVectors.of("pins-2", List.of(pins.pin(0)))))
          .hasMessageContaining(pins.version());
    }
  }

  @Test
  void withoutActionsTheJobSaysWhatIsMissing() {
    assertThatThrownBy(() -> TrainPinnerFormer.train(options("--asOf=2023-01-01T00:00:00Z")))
        .hasStackTraceContaining("2023-01-01T00:00:00Z");
  }

  @Test
  void wrongFlagsAreNamed() {
    assertRefused("--asOf", "--asOf=today");
    assertRefused("neither a preset nor a file", "--asOf=" + Tiny.AS_OF, "--config=medium");
    assertRefused("--maxMinutes", "--asOf=" + Tiny.AS_OF, "--maxMinutes=0");
    assertRefused("positive actions", "--asOf=" + Tiny.AS_OF, "--positiveActions=look");
  }

  private void assertRefused(String mention, String... flags) {
    assertThatThrownBy(() -> TrainPinnerFormer.train(options(flags)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining(mention);
  }

  private String models() {
    return folder.resolve("models").toString();
  }

  private TrainPinnerFormerOptions options(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--warehouse=" + folder);
    all.add("--models=" + models());
    all.add("--pins=" + pins.version());
    if (all.stream().noneMatch(flag -> flag.startsWith("--config="))) {
      all.add("--config=" + getClass().getResource("tiny.yaml").getPath());
    }
    return Job.parse(all.toArray(String[]::new), TrainPinnerFormerOptions.class);
  }
}
