package io.tidemark.pipelines.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopularPinsTest {
  @TempDir private Path folder;

  @Test
  void theMostWantedPinsOfASurfaceComeFirstAndTiesByTheirIds() throws IOException {
    StorageOptions options =
        Job.parse(new String[] {"--warehouse=" + folder}, StorageOptions.class);
    try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
      Pipeline pipeline = Pipeline.create(options);
      pipeline
          .apply(
              Create.of(
                      Actions.save("1", "ann", "b", "2024-01-01T00:00:00Z"),
                      Actions.save("2", "bob", "b", "2024-01-01T00:00:00Z"),
                      Actions.save("3", "ann", "c", "2024-01-01T00:00:00Z"),
                      Actions.save("4", "ann", "a", "2024-01-01T00:00:00Z"))
                  .withCoder(ActionCoder.of()))
          .apply(new PopularPins(PositiveActions.standard(), 2))
          .apply(ParDo.of(new ScratchFolder.WriteText(scratch.path("popular"))));
      pipeline.run().waitUntilFinish();

      String popular = scratch.read("popular").orElseThrow();
      String surface = Actions.save("1", "ann", "b", "2024-01-01T00:00:00Z").surface().wireName();
      assertThat(popular)
          .isEqualTo("{\"all\":[\"b\",\"a\"],\"%s\":[\"b\",\"a\"]}".formatted(surface));
      assertThat(PopularPins.only(popular, Set.of("a")))
          .isEqualTo("{\"all\":[\"a\"],\"%s\":[\"a\"]}".formatted(surface));
    }
  }
}
