package io.tidemark.pipelines.impressionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.ServedRanking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindRequestTest {
  private static final ServedRanking WANTED = Rankings.of("r1", "2024-01-02T06:00:00Z", "p", "qq");
  private static final ServedRanking OTHER = Rankings.of("r2", "2024-01-02T20:00:00Z", "p");

  @TempDir Path folder;

  @Test
  void aRequestComesBackAsItWasServed() throws IOException {
    new ImpressionFiles(Warehouse.at(folder.toString()))
        .write(LocalDate.of(2024, 1, 2), "one", List.of(OTHER, WANTED));

    assertThat(find("--request=r1", "--day=2024-01-02")).isEqualTo(WANTED);
    assertThat(find("--request=r1")).isEqualTo(WANTED);
    assertThatThrownBy(() -> find("--request=r1", "--day=2024-01-03"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("request r1 is not in Hive's impressions of 2024-01-03");
  }

  private ServedRanking find(String... flags) throws IOException {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--warehouse=" + folder);
    all.add("--output=" + folder.resolve("ranking.json"));
    return FindRequest.find(Job.parse(all.toArray(new String[0]), FindRequestOptions.class));
  }
}
