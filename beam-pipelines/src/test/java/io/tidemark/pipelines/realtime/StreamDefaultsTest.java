package io.tidemark.pipelines.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamDefaultsTest {
  private static final Map<String, String> OF_STREAM = Map.of("maxBundleTimeMills", "5");

  @Test
  void usersNeedNotKnowFlinksSettings() throws Exception {
    StreamOptions options = parse("--kafka=127.0.0.1:9092");

    assertThat(options.getObjectReuse()).isTrue();
    assertThat(options.getMaxBundleTimeMills()).isEqualTo(5);
    assertThat(options.getFinishBundleBeforeCheckpointing()).isTrue();
    assertThat(Files.readString(Path.of(options.getFlinkConfDir(), "flink-conf.yaml")))
        .contains("execution.buffer-timeout.interval: 1 ms");
  }

  @Test
  void aFlagThatIsGivenWins() {
    StreamOptions options =
        parse(
            "--kafka=127.0.0.1:9092",
            "--maxBundleTimeMills=50",
            "--parallelism=3",
            "--flinkConfDir=/etc/flink");

    assertThat(options.getMaxBundleTimeMills()).isEqualTo(50);
    assertThat(options.getParallelism()).isEqualTo(3);
    assertThat(options.getFlinkConfDir()).isEqualTo("/etc/flink");
  }

  @Test
  void durationsAreWrittenAsPeopleWriteThem() {
    assertThat(ArchiveActions.parseDuration("10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(ArchiveActions.parseDuration("1h30m")).isEqualTo(Duration.ofMinutes(90));
    for (String bad : new String[] {"10", "-5s", "0s", "", "soon"}) {
      assertThatThrownBy(() -> ArchiveActions.parseDuration(bad))
          .isInstanceOf(JobFailedException.class)
          .hasMessageContaining("--rollEvery=" + bad);
    }
  }

  private static StreamOptions parse(String... args) {
    return Job.parse(StreamDefaults.addTo(args, OF_STREAM), StreamOptions.class);
  }
}
