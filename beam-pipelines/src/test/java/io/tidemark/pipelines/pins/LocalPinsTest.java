package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPinsTest {
  private static final long SEED = 20220507;
  private static final Instant AS_OF = Instant.parse("2024-01-03T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void timelinesInMemoryGiveTheVectorsThatTheJobBuildsFromTheLog() throws IOException {
    BuildPinsOptions options =
        Job.parse(
            new String[] {
              "--warehouse=" + folder, "--asOf=" + AS_OF, "--dimension=4", "--seed=" + SEED
            },
            BuildPinsOptions.class);
    new ActionFiles(Warehouse.at(folder.toString()))
        .write(BuildPinsTest.DAY, "a", BuildPinsTest.tastes());
    PinVectors job = BuildPins.build(options);

    PinVectors local =
        new LocalPins(4, PositiveActions.standard(), SEED)
            .build(timelines(BuildPinsTest.tastes()), AS_OF);

    assertThat(local.version()).isEqualTo(job.version());
    assertThat(local.ids()).isEqualTo(job.ids());
    for (int pin = 0; pin < job.size(); pin++) {
      assertThat(local.vector(pin)).isEqualTo(job.vector(pin));
      assertThat(local.actions(pin)).isEqualTo(job.actions(pin));
    }
  }

  @Test
  void withoutNeighboursThereIsNothingToBuild() {
    List<Timeline> alone =
        timelines(List.of(Actions.save("e", "ann", "p", "2024-01-02T00:00:00Z")));

    assertThatThrownBy(() -> new LocalPins(4, PositiveActions.standard(), SEED).build(alone, AS_OF))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("no user acted on two pins");
  }

  private static List<Timeline> timelines(List<Action> actions) {
    Map<String, List<Action>> byUser =
        actions.stream()
            .sorted(Action.OLDEST_FIRST)
            .collect(Collectors.groupingBy(Action::userId, TreeMap::new, Collectors.toList()));
    return byUser.entrySet().stream()
        .map(user -> new Timeline(user.getKey(), user.getValue()))
        .toList();
  }
}
