package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.storage.JobFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream as a process: runs its pipeline until SIGTERM, starts it anew when a topic has got more
 * partitions, and answers health checks.
 *
 * <p>Stopping cancels the pipeline, which takes a second or two. Nothing needs to be drained: what
 * was not yet written is read again by the next start.
 */
final class StreamProcess {
  private static final Logger logger = LoggerFactory.getLogger(StreamProcess.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);
  private static final Duration PARTITIONS_EVERY = Duration.ofSeconds(5);

  private final String component;
  private final StreamOptions options;
  private final List<String> topics;
  private final Supplier<Pipeline> pipeline;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean running;

  /**
   * A process that does not run yet.
   *
   * @param component its name for the supervisor
   * @param topics what the pipeline reads
   * @param pipeline builds the pipeline, each time it starts
   */
  StreamProcess(
      String component, StreamOptions options, List<String> topics, Supplier<Pipeline> pipeline) {
    this.component = requireNonNull(component, "component is null");
    this.options = requireNonNull(options, "options is null");
    this.topics = List.copyOf(topics);
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
  }

  /** Whether Flink has the pipeline; it may be starting it anew after a failure. */
  boolean isRunning() {
    return running;
  }

  /**
   * Runs until the process is told to stop.
   *
   * @param health how the stream is; answers at once, from any thread
   * @throws JobFailedException if the topic is missing or the pipeline ended by itself
   */
  void run(Supplier<StreamHealth> health) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-" + component));
    try (HealthEndpoint endpoint = openHealthEndpoint(health);
        TopicPartitions partitions = new TopicPartitions(options.getKafka())) {
      if (endpoint != null) {
        logger.info("Health on http://127.0.0.1:{}/health", endpoint.port());
      }
      while (stopping.getCount() > 0) {
        runUntilRepartitioned(partitions);
      }
    } finally {
      stopped.countDown();
    }
  }

  private void runUntilRepartitioned(TopicPartitions partitions)
      throws IOException, InterruptedException {
    Map<String, Integer> counts = partitions.count(topics);
    logger.info("{} reads partitions of {}", component, counts);
    PipelineResult result = pipeline.get().run();
    running = true;
    try {
      while (!stopping.await(PARTITIONS_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (result.getState().isTerminal()) {
          throw new JobFailedException(component + " ended by itself: see the log above");
        }
        Map<String, Integer> now = countOr(partitions, counts);
        if (!now.equals(counts)) {
          logger.info("There are other partitions now, {}, not {}: starting anew", now, counts);
          return;
        }
      }
    } finally {
      running = false;
      if (!result.getState().isTerminal()) {
        result.cancel();
      }
    }
  }

  private Map<String, Integer> countOr(TopicPartitions partitions, Map<String, Integer> last)
      throws InterruptedException {
    try {
      return partitions.count(topics);
    } catch (JobFailedException e) {
      logger.warn("Cannot see the partitions of the topics: {}", e.getMessage());
      return last;
    }
  }

  private HealthEndpoint openHealthEndpoint(Supplier<StreamHealth> health) throws IOException {
    if (options.getHealthPort() == null) {
      return null;
    }
    String instance = System.getenv().getOrDefault("TIDEMARK_INSTANCE", "");
    return new HealthEndpoint(component, instance, options.getHealthPort(), health);
  }

  private void stop() {
    stopping.countDown();
    try {
      if (!stopped.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("{} did not stop within {} s", component, STOP_WITHIN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
