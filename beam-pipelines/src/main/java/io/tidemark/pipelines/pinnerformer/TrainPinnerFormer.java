package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.BuildTimelines;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;

/**
 * Trains a PinnerFormer on the actions before an instant and exports it: timelines become files
 * with one row a user, and a single step streams them and trains. The model lands in {@code
 * <models>/pinnerformer/<version>/} only if the export computes what the trainer does.
 *
 * <pre>{@code
 * TrainPinnerFormer --asOf=2022-04-22T00:00:00Z --config=small --maxMinutes=2 \
 *     --warehouse=file:///data/warehouse --hbase=localhost:16000 --models=/data/models
 * }</pre>
 *
 * <p>Set {@code OMP_WAIT_POLICY=PASSIVE} in the environment to use several cores: otherwise threads
 * that wait for each other spin, and on a busy machine that costs several times the work itself.
 */
public final class TrainPinnerFormer {
  private static final int SHARDS = 4;

  private TrainPinnerFormer() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, TrainPinnerFormerOptions.class, options -> print(train(options))));
  }

  /** Trains, and answers the URI of the model's folder. */
  static String train(TrainPinnerFormerOptions options) throws IOException {
    TrainFn.Settings settings = settings(options);
    try (WorkFolder work = WorkFolder.of(Optional.ofNullable(options.getWork()))) {
      pipeline(options, settings, work).run().waitUntilFinish();
      return work.result()
          .orElseThrow(
              () ->
                  new JobFailedException(
                      "there are no actions before %s: import or stream some first"
                          .formatted(settings.asOf())));
    }
  }

  private static Pipeline pipeline(
      TrainPinnerFormerOptions options, TrainFn.Settings settings, WorkFolder work) {
    ReadActions actions = ReadActions.of(options).before(settings.asOf());
    if (options.getFrom() != null) {
      actions = actions.from(day(options.getFrom()));
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadActions", actions)
        .apply("BuildTimelines", BuildTimelines.whole())
        .apply("WriteTimelines", new WriteTimelines(work.timelines(), SHARDS))
        .apply("Together", WithKeys.of(""))
        .apply("AllFiles", GroupByKey.create())
        .apply("Files", Values.create())
        .apply("Train", ParDo.of(new TrainFn(settings)))
        .apply("Report", ParDo.of(new WriteResult(work.resultFile())));
    return pipeline;
  }

  private static TrainFn.Settings settings(TrainPinnerFormerOptions options) {
    PinnerFormerConfig config;
    PositiveActions positiveActions;
    try {
      config = PinnerFormerConfig.read(options.getConfig());
      if (options.getMaxSteps() != null) {
        config = config.withMaxSteps(options.getMaxSteps());
      }
      if (config.ids().isOn()) {
        throw new IllegalArgumentException(
            "ids.width is %d: vectors by id are for studies, a served model has none; set it to 0"
                .formatted(config.ids().width()));
      }
      positiveActions = PositiveActions.parse(options.getPositiveActions());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
    if (!(options.getMaxMinutes() > 0)) {
      throw new JobFailedException("--maxMinutes must be positive: " + options.getMaxMinutes());
    }
    String pins =
        options.getPins() == null
            ? ReadPins.publishedRelease(options).version()
            : options.getPins();
    return new TrainFn.Settings(
        config,
        instant(options.getAsOf()),
        Warehouse.of(options),
        pins,
        positiveActions,
        Duration.ofMillis((long) (options.getMaxMinutes() * 60_000)),
        options.getSeed(),
        options.getThreads(),
        options.getModels(),
        options.getCheckpoints());
  }

  static Instant instant(String asOf) {
    try {
      return Instant.parse(asOf);
    } catch (DateTimeException wrong) {
      throw new JobFailedException(
          "--asOf is \"" + asOf + "\": give an instant such as 2024-01-31T00:00:00Z", wrong);
    }
  }

  static LocalDate day(String from) {
    try {
      return LocalDate.parse(from);
    } catch (DateTimeException wrong) {
      throw new JobFailedException(
          "--from is \"" + from + "\": give a day such as 2024-01-01", wrong);
    }
  }

  private static void print(String folder) throws IOException {
    ModelCard card = ModelFolder.card(folder);
    Map<String, Double> metrics = card.metrics();
    System.out.printf(
        "model     %s, %s, %.0f steps in %.0f s, loss %.3f, export differs by %.1e%n",
        card.version(),
        card.objective(),
        metrics.get("steps"),
        metrics.get("seconds"),
        metrics.getOrDefault("loss", Double.NaN),
        card.parityMaxAbsDiff());
    if (metrics.containsKey("recall_at_10")) {
      System.out.printf(
          "recall@10 %.4f on %.0f held-out positives (popularity of the last day %.4f, of all time %.4f, chance %.4f)%s%n",
          metrics.get("recall_at_10"),
          metrics.get("held_out_pairs"),
          metrics.get("recent_popularity_recall_at_10"),
          metrics.get("popularity_recall_at_10"),
          metrics.get("random_recall_at_10"),
          "true".equals(card.training().get("pins_built_before_held_out"))
              ? ""
              : "; the pin vectors have seen the held-out time, so this is optimistic");
    }
    System.out.printf("folder    %s%n", folder);
  }
}
