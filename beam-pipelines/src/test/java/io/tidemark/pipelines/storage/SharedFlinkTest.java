package io.tidemark.pipelines.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;

class SharedFlinkTest {
  private static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();

  private static final class Remember extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void add(@Element Integer value) {
      SEEN.add(value);
    }
  }

  private static final class Fail extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void add(@Element Integer value) {
      throw new JobFailedException("pipeline " + value + " failed");
    }
  }

  private static void run(int first, int parallelism, DoFn<Integer, Void> step) {
    StorageOptions options = Job.parse(new String[0], StorageOptions.class);
    options.as(FlinkPipelineOptions.class).setParallelism(parallelism);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(Create.of(first, first + 1, first + 2))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(step));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatFailsLeavesFlinkToThePipelinesAfterIt() {
    assertThatThrownBy(() -> run(10, 2, new Fail()))
        .hasRootCauseInstanceOf(JobFailedException.class)
        .hasStackTraceContaining("pipeline 1");

    run(20, 2, new Remember());

    assertThat(SEEN).contains(20, 21, 22);
  }

  @Test
  void aWiderPipelineFindsRoom() {
    run(30, 1, new Remember());
    run(40, 4, new Remember());
    run(50, 2, new Remember());

    assertThat(SEEN).contains(30, 31, 32, 40, 41, 42, 50, 51, 52);
  }
}
