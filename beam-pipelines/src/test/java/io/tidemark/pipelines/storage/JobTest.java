package io.tidemark.pipelines.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;

class JobTest {
  @Test
  void withoutARunnerFlinkRunsInThisProcess() {
    StorageOptions options =
        Job.parse(new String[] {"--hive=jdbc:hive2://h:1/d"}, StorageOptions.class);

    assertThat(options.getRunner()).isEqualTo(FlinkRunner.class);
    assertThat(options.as(FlinkPipelineOptions.class).getFlinkMaster()).isEqualTo("[auto]");
    assertThat(options.as(FlinkPipelineOptions.class).getParallelism()).isEqualTo(2);
    assertThat(options.getHive()).isEqualTo("jdbc:hive2://h:1/d");
  }

  @Test
  void insideThisProcessFlinkIsReachableFromThisMachineOnly() throws IOException {
    StorageOptions options = Job.parse(new String[0], StorageOptions.class);
    Path folder = Path.of(options.as(FlinkPipelineOptions.class).getFlinkConfDir());

    assertThat(folder.resolve("flink-conf.yaml"))
        .content()
        .contains("rest.bind-address: 127.0.0.1", "taskmanager.bind-host: 127.0.0.1");
  }

  @Test
  void aClusterKeepsItsOwnParallelism() {
    StorageOptions options =
        Job.parse(new String[] {"--flinkMaster=host:8081"}, StorageOptions.class);

    assertThat(options.as(FlinkPipelineOptions.class).getFlinkMaster()).isEqualTo("host:8081");
    assertThat(options.as(FlinkPipelineOptions.class).getParallelism()).isEqualTo(-1);
  }

  @Test
  void anUnknownFlagIsNamed() {
    assertThatThrownBy(() -> Job.parse(new String[] {"--hvie=x"}, StorageOptions.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hvie");
  }

  @Test
  void theExitCodeTellsHowTheJobEnded() {
    String[] none = {};
    assertThat(Job.run(none, StorageOptions.class, options -> {})).isZero();
    assertThat(
            Job.run(
                none,
                StorageOptions.class,
                options -> {
                  throw new IllegalStateException(new JobFailedException("say this"));
                }))
        .isEqualTo(1);
    assertThat(Job.run(new String[] {"--hvie=x"}, StorageOptions.class, options -> {}))
        .isEqualTo(1);
  }
}
