package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.store.StoreConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The live tide: each action that arrives in Kafka is in HBase some milliseconds later, and what is
 * no valid action is in the dead-letter topic with the reason. Runs until SIGTERM.
 *
 * <pre>
 * RecordLiveActions --kafka=127.0.0.1:9092 --hbase=localhost:16000 --healthPort=8093
 * </pre>
 *
 * <p>Beside it, once interests are published, the interests of who acts are kept up to date ({@link
 * UpdateInterests}).
 *
 * <p>Killed at any moment and started again, it has lost nothing and written nothing twice: it
 * reads on from the offsets that were committed after their actions were in HBase, and an action's
 * cell is named by its event. Flink's settings for latency are set ({@link StreamDefaults}); any of
 * its flags overrides them.
 */
public final class RecordLiveActions {
  /** Its name for the supervisor. */
  public static final String COMPONENT = "record-live-actions";

  /** What the flags are when they are not given. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "jobName", COMPONENT,
          "maxBundleTimeMills", "10",
          "maxBundleSize", "1000",
          "checkpointingInterval", "1000");

  /**
   * How long HBase may take for one write before it is tried again: with the retries of {@link
   * WriteLiveActions} some 30 s pass before Flink starts the pipeline anew.
   */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  private RecordLiveActions() {}

  /** Runs the stream. */
  public static void main(String[] args) {
    System.exit(
        Job.run(
            StreamDefaults.addTo(args, DEFAULTS),
            RecordLiveActionsOptions.class,
            RecordLiveActions::run));
  }

  private static void run(RecordLiveActionsOptions options)
      throws IOException, InterruptedException {
    StoreConfig store = StoreConfig.of(options.getHbase()).withOperationTimeout(WRITE_TIMEOUT);
    try (WatermarkHealth health = new WatermarkHealth(store);
        Heartbeats heartbeats = new Heartbeats(options.getKafka(), options.getTopic())) {
      new StreamProcess(
              COMPONENT, options, List.of(options.getTopic()), () -> pipeline(options, store))
          .run(health::get);
    }
  }

  private static Pipeline pipeline(RecordLiveActionsOptions options, StoreConfig store) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple parsed =
        pipeline
            .apply(
                "ReadActions",
                new ReadRecords(
                    options.getKafka(),
                    options.getTopic(),
                    options.getConsumerGroup(),
                    Duration.ZERO))
            .apply("ParseActions", new ParseActions());
    parsed.get(ParseActions.EVENTS).apply("WriteLiveActions", new WriteLiveActions(store));
    parsed
        .get(ParseActions.DEAD_LETTERS)
        .apply(
            "WriteDeadLetters",
            new WriteDeadLetters(options.getKafka(), options.getDeadLetterTopic()));
    if (options.getInterests()) {
      // A branch of its own from Kafka on: it can neither delay nor fail the other.
      pipeline
          .apply(
              "ReadActionsForInterests",
              new ReadRecords(
                  options.getKafka(),
                  options.getTopic(),
                  options.getInterestsConsumerGroup(),
                  Duration.ZERO))
          .apply("ParseActionsForInterests", new ParseActions())
          .get(ParseActions.EVENTS)
          .apply("UpdateInterests", new UpdateInterests(store));
    }
    return pipeline;
  }
}
