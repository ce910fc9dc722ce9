package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.onnx.ElementType;
import io.tidemark.pipelines.onnx.OnnxGraph;
import io.tidemark.pipelines.onnx.OnnxValue;
import io.tidemark.pipelines.pins.PinRelease;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Action;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real HBase, for a PinnerFormer that is as plain as a model can be. */
class TrainRankerIT {
  private static final PinVectors PINS = TasteLog.pins();

  @TempDir private Path folder;

  @Test
  void aRankerIsTrainedForThePublishedPinnerFormerAndPublishedWithWhatItRequires()
      throws Exception {
    try (LocalStack stack = LocalStack.start(folder.resolve("stack"), Component.HBASE);
        StoreConnection connection =
            StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(connection).create();
      Releases releases = new Releases(connection);
      TrainRankerOptions options = options(stack.address(Component.HBASE));
      assertThatThrownBy(() -> TrainRanker.publish(options))
          .isInstanceOf(JobFailedException.class)
          .hasMessageContaining("no PinnerFormer is published");

      fillLog(Warehouse.of(options));
      Release pinnerFormer = pinnerFormer(options.getModels());
      releases.add(pinnerFormer);
      releases.publish(Release.PINNERFORMER, pinnerFormer.id(), "test");

      Release release = TrainRanker.publish(options);

      assertThat(releases.published(Release.RANKER)).contains(release);
      assertThat(release.requires())
          .containsEntry(Release.PINS, PINS.version())
          .containsEntry(Release.PINNERFORMER, pinnerFormer.version());
      ModelCard card = ModelFolder.card(release.artifact().orElseThrow());
      assertThat(card.metrics().get("both_save_auc")).isGreaterThan(0.7);
      assertThat(card.files()).containsOnlyKeys("golden.json", "model.onnx");

      assertThat(TrainRanker.publish(options)).isEqualTo(release);
      assertThat(releases.all(Release.RANKER)).containsExactly(release);

      TrainRankerOptions old = options(stack.address(Component.HBASE), "pinnersage.yaml");
      old.setPublish(false);
      assertThatThrownBy(() -> TrainRanker.publish(old))
          .isInstanceOf(JobFailedException.class)
          .hasMessageContaining("architecture.interests")
          .hasMessageContaining(PINS.version());
      Release interests = interests();
      releases.add(interests);
      releases.publish(Release.PINNERSAGE, interests.id(), "test");

      Release arm = TrainRanker.publish(old);

      assertThat(arm.requires()).containsEntry(Release.PINNERSAGE, interests.version());
      assertThat(releases.published(Release.RANKER)).as("an arm only").contains(release);
      assertThat(releases.get(Release.RANKER, arm.id())).contains(arm);
    }
  }

  private static Release interests() {
    return new Release(
        Release.PINNERSAGE,
        "interests",
        "pinnersage-test",
        TasteLog.AS_OF,
        Optional.empty(),
        1,
        Map.of(Release.PINS, PINS.version()),
        Map.of("alpha", "1.0", "lambda", "0.01", "positive_actions", "save"),
        TasteLog.AS_OF);
  }

  private TrainRankerOptions options(String hbase) throws IOException {
    return options(hbase, "small.yaml");
  }

  private TrainRankerOptions options(String hbase, String presetFile) throws IOException {
    Path config = folder.resolve(presetFile);
    try (var preset = RankerConfig.class.getResourceAsStream(presetFile)) {
      String text = new String(preset.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      Files.writeString(config, text.replaceFirst("max_steps: \\d+", "max_steps: 20"));
    }
    return Job.parse(
        new String[] {
          "--asOf=" + TasteLog.AS_OF,
          "--config=" + config,
          "--warehouse=" + folder.resolve("warehouse").toUri(),
          "--models=" + folder.resolve("models").toUri(),
          "--hbase=" + hbase
        },
        TrainRankerOptions.class);
  }

  private static void fillLog(Warehouse warehouse) throws IOException {
    PinRelease.write(warehouse, PINS);
    Map<LocalDate, List<Action>> days =
        TasteLog.timelines().stream()
            .map(Timeline::actions)
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(ActionParquet::day));
    for (Map.Entry<LocalDate, List<Action>> day : days.entrySet()) {
      new ActionFiles(warehouse).write(day.getKey(), "part", day.getValue());
    }
  }

  /** A user is the mean of the pins; a pin is itself. */
  private Release pinnerFormer(String models) throws IOException {
    Path staging = Files.createDirectories(folder.resolve("staging"));
    Files.write(
        staging.resolve("pin_tower.onnx"), TasteLog.batchSide(PINS).pinTower().toByteArray());
    meanOfPins().write(staging.resolve("model.onnx"));
    ModelCard card =
        new ModelCard(
            Release.PINNERFORMER,
            "pinnerformer-plain",
            TasteLog.AS_OF.toString(),
            "unknown",
            ModelFolder.hashes(
                List.of(staging.resolve("model.onnx"), staging.resolve("pin_tower.onnx"))),
            List.of(),
            List.of(),
            ModelCard.allActionTypeCodes(),
            ModelCard.allSurfaceCodes(),
            Map.of(Release.PINS, PINS.version()),
            Map.of("pin", TasteLog.DIMENSION, "user", TasteLog.DIMENSION),
            Map.of(),
            "none",
            Map.of(),
            0,
            ModelCard.configOf(Map.of("architecture", Map.of("window", 64))));
    return new Release(
        Release.PINNERFORMER,
        "plain",
        card.version(),
        TasteLog.AS_OF,
        Optional.of(ModelFolder.write(staging, card, models)),
        1,
        card.requires(),
        Map.of(),
        TasteLog.AS_OF);
  }

  private static OnnxGraph meanOfPins() {
    String width = Integer.toString(TasteLog.DIMENSION);
    OnnxGraph graph = new OnnxGraph("plain");
    OnnxValue pins = graph.input("pin_vectors", ElementType.FLOAT, "B", "T", width);
    graph.input("action_types", ElementType.INT64, "B", "T");
    graph.input("surfaces", ElementType.INT64, "B", "T");
    graph.input("duration_ms", ElementType.FLOAT, "B", "T");
    graph.input("occurred_at", ElementType.INT64, "B", "T");
    graph.input("length", ElementType.INT64, "B");
    graph.output(
        "user_embedding",
        pins.reduceSum(false, 1).l2Normalize(1e-12f),
        ElementType.FLOAT,
        "B",
        width);
    return graph;
  }
}
