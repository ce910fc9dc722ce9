package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.pipelines.actionlog.ActionFiles;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.store.Action;
import io.tidemark.store.SyntheticUsers;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Where the tides meet: the actions that {@link RecordLiveActions} puts into HBase go into Hive's
 * table {@code actions}, each in the day it occurred on, so that tomorrow's batch has today's; and
 * beside them what was served ({@link ArchiveImpressions}). Runs until SIGTERM.
 *
 * <pre>
 * ArchiveActions --kafka=127.0.0.1:9092 --hive=jdbc:hive2://127.0.0.1:10000/tidemark
 *     --warehouse=file:///data/warehouse --rollEvery=60s --healthPort=8094
 * </pre>
 *
 * <p>A file becomes visible whole, every {@code --rollEvery}. While Hive is away files are written
 * all the same, and their days registered when it is back. Records that are no valid action are
 * passed over: the other stream keeps them as dead letters.
 *
 * <p>Both archives are one process: a second one would take 340 MiB for a stream that mostly waits.
 * In the pipeline they share nothing but the checkpoint that ends their bundles, and Flink restarts
 * the one that fails without the other.
 */
public final class ArchiveActions {
  /** Its name for the supervisor. */
  public static final String COMPONENT = "archive-actions";

  /** A bundle ends with a checkpoint, never by itself. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "jobName", COMPONENT,
          "maxBundleTimeMills", String.valueOf(Duration.ofDays(1).toMillis()),
          "maxBundleSize", String.valueOf(Long.MAX_VALUE));

  /** Nobody waits for a file, so Kafka is asked twice a second, not at each action. */
  private static final Duration GATHER = Duration.ofMillis(500);

  /** Some 25 MB. */
  private static final int MAX_HELD = 50_000;

  private static final Duration REGISTER_EVERY = Duration.ofSeconds(2);

  private ArchiveActions() {}

  /** Runs the stream. */
  public static void main(String[] args) {
    System.exit(
        Job.run(
            StreamDefaults.addTo(args, DEFAULTS),
            ArchiveActionsOptions.class,
            ArchiveActions::run));
  }

  private static void run(ArchiveActionsOptions options) throws IOException, InterruptedException {
    Duration rollEvery = parseDuration(options.getRollEvery());
    options.setCheckpointingInterval(rollEvery.toMillis());
    StreamProcess process =
        new StreamProcess(
            COMPONENT,
            options,
            List.of(options.getTopic(), options.getImpressionsTopic()),
            () -> pipeline(options));
    Duration stalledAfter = rollEvery.multipliedBy(2).plusSeconds(30);
    try (ArchiveHealth actions =
            new ArchiveHealth(
                options.getKafka(), options.getConsumerGroup(), stalledAfter, process::isRunning);
        ArchiveHealth impressions =
            new ArchiveHealth(
                options.getKafka(),
                options.getImpressionsConsumerGroup(),
                stalledAfter,
                process::isRunning)) {
      process.run(() -> actions.get().and(impressions.get()));
    }
  }

  private static Pipeline pipeline(ArchiveActionsOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "ReadActions",
            new ReadRecords(
                options.getKafka(), options.getTopic(), options.getConsumerGroup(), GATHER))
        .apply("ParseActions", new ParseActions())
        .get(ParseActions.EVENTS)
        .apply("DropHeartbeatsAndCanaries", ParDo.of(new TakeActions()))
        .setCoder(ActionCoder.of())
        .apply(
            "WriteArchive",
            new WriteArchive<>(
                new ActionFiles(Warehouse.of(options)),
                MAX_HELD,
                options.getHive(),
                REGISTER_EVERY));
    pipeline.apply("ArchiveImpressions", new ArchiveImpressions(options, GATHER, REGISTER_EVERY));
    return pipeline;
  }

  /** What people did: nothing is to be learned from users that nobody is. */
  private static final class TakeActions extends DoFn<LiveEvent, Action> {
    @ProcessElement
    public void process(@Element LiveEvent event, OutputReceiver<Action> out) {
      if (event instanceof LiveEvent.Recorded recorded
          && !SyntheticUsers.contains(recorded.action().userId())) {
        out.output(recorded.action());
      }
    }
  }

  /**
   * A duration such as {@code 10s}, {@code 5m} or {@code 1h30m}.
   *
   * @throws JobFailedException if it is none, or shorter than a second
   */
  static Duration parseDuration(String text) {
    try {
      Duration duration = Duration.parse("PT" + text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw new JobFailedException(notADuration(text), e);
    }
    throw new JobFailedException(notADuration(text));
  }

  private static String notADuration(String text) {
    return "--rollEvery=" + text + " is to be a second or more, such as 10s or 5m";
  }
}
