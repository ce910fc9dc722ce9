package io.tidemark.pipelines.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.ActionParquet;
import io.tidemark.pipelines.pinnerformer.TinyModel;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of the published pins and PinnerFormer, on a real HBase. */
class BuildIndexIT {
  private static final Instant DAY_10 = TinyModel.START.plus(Duration.ofDays(10));
  private static final Instant DAY_11 = TinyModel.START.plus(Duration.ofDays(11));

  @TempDir private Path folder;

  @Test
  void theIndexIsBuiltCheckedAndPublishedOrKeptWithTheReason() throws Exception {
    try (LocalStack stack = LocalStack.start(folder.resolve("stack"), Component.HBASE);
        StoreConnection connection =
            StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(connection).create();
      Releases releases = new Releases(connection);
      BuildIndexOptions options = options(stack, "--beam=32");
      Warehouse warehouse = Warehouse.of(options);
      TreeMap<LocalDate, List<Action>> log = new TreeMap<>();
      TinyModel.timelines(30).stream()
          .map(Timeline::actions)
          .flatMap(List::stream)
          .forEach(
              action ->
                  log.computeIfAbsent(ActionParquet.day(action), day -> new ArrayList<>())
                      .add(action));
      for (LocalDate day : log.keySet()) {
        new ActionFiles(warehouse).write(day, "part", log.get(day));
      }
      String model = TinyModel.train(warehouse, folder.resolve("models"), DAY_10, 2);
      publish(releases, Release.PINS, TinyModel.pins().version(), Optional.empty(), Map.of());
      ModelCard card = ModelFolder.card(model);
      publish(
          releases,
          Release.PINNERFORMER,
          card.version(),
          Optional.of(model),
          Map.of(Release.PINS, TinyModel.pins().version()));

      Release release = BuildIndex.build(options);

      assertThat(releases.published(Release.RETRIEVAL)).contains(release);
      assertThat(release.requires())
          .containsEntry(Release.PINS, TinyModel.pins().version())
          .containsEntry(Release.PINNERFORMER, card.version());
      assertThat(release.rows()).isEqualTo(TinyModel.pins().size());
      assertThat(release.checks()).containsKeys("recall_pins", "recall_pinnerformer");
      Path files = ModelFolder.fetch(release.artifact().orElseThrow(), folder.resolve("cache"));
      JsonNode popular = new ObjectMapper().readTree(files.resolve("popular.json").toFile());
      assertThat(popular.get("all")).hasSizeGreaterThan(3);
      try (IndexSearch search = new IndexSearch(files)) {
        String pin = TinyModel.pin(1, 3);
        float[] vector = TinyModel.pins().find(pin).orElseThrow().vector();
        assertThat(search.nearest(IndexedPins.PINS, vector, 1)).containsExactly(pin);
      }
      assertThat(BuildIndex.build(options)).as("the same settings again").isEqualTo(release);

      assertThatThrownBy(() -> BuildIndex.build(options(stack, "--beam=33", "--minimumRecall=1.1")))
          .hasMessageContaining("minimumRecall");
      assertThatThrownBy(() -> BuildIndex.build(options(stack, "--connections=0")))
          .isInstanceOf(JobFailedException.class)
          .hasMessageContaining("connections");
      assertThat(releases.published(Release.RETRIEVAL)).contains(release);
      aLaterDayTakesTheGraphAndOldFilesGo(stack, releases, release);
    }
  }

  private void aLaterDayTakesTheGraphAndOldFilesGo(
      LocalStack stack, Releases releases, Release first) throws Exception {
    Release second = BuildIndex.build(options(stack, "--beam=32", "--asOf=" + DAY_11));

    ModelCard before = ModelFolder.card(first.artifact().orElseThrow());
    ModelCard after = ModelFolder.card(second.artifact().orElseThrow());
    assertThat(releases.published(Release.RETRIEVAL)).contains(second);
    assertThat(after.metrics())
        .containsEntry("build_seconds", before.metrics().get("build_seconds"));
    before.files().entrySet().stream()
        .filter(file -> !file.getKey().equals("popular.json"))
        .forEach(file -> assertThat(after.files()).contains(file));
    assertThat(BuildIndex.build(options(stack, "--beam=32", "--keepNewer=true"))).isEqualTo(second);

    Release third = BuildIndex.build(options(stack, "--beam=16", "--asOf=" + DAY_11));

    assertThat(ModelFolder.card(third.artifact().orElseThrow()).metrics().get("build_seconds"))
        .as("another graph")
        .isNotEqualTo(before.metrics().get("build_seconds"));
    assertThat(Path.of(first.artifact().orElseThrow())).doesNotExist();
    assertThat(Path.of(second.artifact().orElseThrow()))
        .isDirectoryContaining("glob:**/model.json");
    assertThatThrownBy(() -> releases.publish(Release.RETRIEVAL, first.id(), "again"))
        .hasMessageContaining("its files were removed");
    releases.rollback(Release.RETRIEVAL, "test");
    assertThat(releases.published(Release.RETRIEVAL)).contains(second);

    Release again = BuildIndex.build(options(stack, "--beam=32"));
    assertThat(again.id()).isEqualTo(first.version() + "#2");
    assertThat(Path.of(third.artifact().orElseThrow()))
        .as("it was made after the one before")
        .doesNotExist();
  }

  private void publish(
      Releases releases,
      String model,
      String version,
      Optional<String> artifact,
      Map<String, String> requires) {
    releases.add(
        new Release(model, version, version, DAY_10, artifact, 1, requires, Map.of(), DAY_10));
    releases.publish(model, version, "test");
  }

  private BuildIndexOptions options(LocalStack stack, String... more) {
    List<String> flags = new ArrayList<>(List.of(more));
    if (flags.stream().noneMatch(flag -> flag.startsWith("--asOf"))) {
      flags.add("--asOf=" + DAY_10);
    }
    flags.add("--warehouse=" + folder.resolve("warehouse"));
    flags.add("--models=" + folder.resolve("models").toUri());
    flags.add("--hbase=" + stack.address(Component.HBASE));
    return Job.parse(flags.toArray(String[]::new), BuildIndexOptions.class);
  }
}
