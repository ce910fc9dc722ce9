package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLogTest {
  private static final String HEADER = "user,item,action,ts,session,surface\n";

  @TempDir private Path folder;

  @BeforeEach
  void knowFileSystems() {
    Job.parse(new String[0], StorageOptions.class);
  }

  @Test
  void rowsBecomeTimelinesWithTheIdsAndDurationsOfAnImport() throws IOException {
    Inputs.write(
        folder,
        "events.csv",
        HEADER
            + "2,10,like,1457960060,7,desktop\n"
            + "1,10,view,1457960000,7,desktop\n"
            + "1,11,view,1457960030,7,android\n"
            + "1,11,view,1457960030,7,android\n");

    DatasetLog log = DatasetLog.read("deskdrop", null, folder.toString());

    assertThat(log.rows()).isEqualTo(4);
    assertThat(log.timelines()).extracting(Timeline::userId).containsExactly("1", "2");
    List<Action> actions = log.timelines().get(0).actions();
    assertThat(actions)
        .extracting(Action::eventId)
        .containsExactly(
            "deskdrop:1:10:view:1457960000",
            "deskdrop:1:11:view:1457960030",
            "deskdrop:1:11:view:1457960030#2");
    assertThat(actions).extracting(Action::durationMillis).containsExactly(30_000L, 0L, 30_000L);
  }

  @Test
  void theOrderOfTheRowsMeansNothing() throws IOException {
    String one = "1,10,view,1457960000,7,desktop\n";
    String other = "1,11,like,1457960000,7,android\n";
    Path file = Inputs.write(folder, "events.csv", HEADER + one + other);
    DatasetLog log = DatasetLog.read("deskdrop", null, file.toString());
    Inputs.write(folder, "events.csv", HEADER + other + one);

    assertThat(DatasetLog.read("deskdrop", null, file.toString()).timelines())
        .isEqualTo(log.timelines());
  }

  @Test
  void tooManyRowsThatAreNoActionAreAMistake() throws IOException {
    Inputs.write(
        folder, "events.csv", HEADER + "1,10,view,1457960000,7,desktop\n1,11,sneeze,1,7,desktop\n");

    assertThatThrownBy(() -> DatasetLog.read("deskdrop", null, folder.toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("1 of 2 rows");
  }

  @Test
  void oneDescriptorIsNeeded() {
    assertThatThrownBy(() -> DatasetLog.read(null, null, folder.toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--dataset=NAME");
  }
}
