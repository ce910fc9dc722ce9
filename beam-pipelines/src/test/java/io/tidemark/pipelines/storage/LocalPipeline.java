package io.tidemark.pipelines.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Runs a pipeline on Flink inside the test's JVM, as the jobs do, and hands back what came out. */
public final class LocalPipeline {
  private static final Map<String, Queue<Object>> OUTPUTS = new ConcurrentHashMap<>();

  private LocalPipeline() {}

  /** The elements of the collection that {@code build} returns, in no particular order. */
  @SuppressWarnings("unchecked")
  public static <T> List<T> run(Function<Pipeline, PCollection<T>> build, String... flags) {
    String run = UUID.randomUUID().toString();
    OUTPUTS.put(run, new ConcurrentLinkedQueue<>());
    try {
      Pipeline pipeline = Pipeline.create(Job.parse(flags, StorageOptions.class));
      build.apply(pipeline).apply("Collect", ParDo.of(new Collect<T>(run)));
      pipeline.run().waitUntilFinish();
      return new ArrayList<>((Queue<T>) OUTPUTS.get(run));
    } finally {
      OUTPUTS.remove(run);
    }
  }

  private static final class Collect<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1;
    private final String run;

    Collect(String run) {
      this.run = run;
    }

    @ProcessElement
    public void process(@Element T element) {
      OUTPUTS.get(run).add(element);
    }
  }
}
