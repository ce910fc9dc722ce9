package io.tidemark.pipelines.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteUntrainedRankerTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Architecture.Variant.class)
  void whatIsWrittenIsAWholeReleaseThatScores(Architecture.Variant variant) throws IOException {
    Job.parse(new String[0], StorageOptions.class);
    RankerConfig config = TasteLog.config(1).with(TasteLog.architecture(variant));
    String uri =
        WriteUntrainedRanker.write(
            config,
            new WriteUntrainedRanker.Against("pins-1", "pinnerformer-1", TasteLog.DIMENSION, 6),
            folder.toString(),
            1);
    ModelCard card = ModelFolder.card(uri);
    assertThat(card.requires())
        .containsOnly(
            Map.entry(Release.PINS, "pins-1"), Map.entry(Release.PINNERFORMER, "pinnerformer-1"));
    assertThat(card.heads())
        .extracting(ModelCard.Head::name)
        .containsExactly("save", "close_up", "hide");
    assertThat(card.heads().get(2).weight()).isNegative();
    assertThat(card.variant()).isEqualTo(variant.wireName());
    assertThat(card.liveActions()).isEqualTo(100);

    PinVectors pins = TasteLog.pins();
    RankerExample example =
        new RankerExample(
            Optional.of(new float[6]),
            Optional.empty(),
            new int[] {1},
            new long[] {1},
            new long[] {1},
            new long[] {1_000},
            2_000,
            1,
            new int[] {3, 4, 5},
            new float[3],
            new int[3]);
    try (RankerModel model = RankerModel.load(ModelFolder.fetch(uri, folder.resolve("cache")), 1)) {
      float[] probabilities = model.probabilities(RankerInput.of(example, pins, 6, false));
      assertThat(probabilities).hasSize(9);
      for (float probability : probabilities) {
        assertThat(probability).isBetween(0f, 1f);
      }
    }
  }
}
