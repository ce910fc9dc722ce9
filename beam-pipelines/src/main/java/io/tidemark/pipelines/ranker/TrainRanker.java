package io.tidemark.pipelines.ranker;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.impressionlog.ReadImpressions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.BuildTimelines;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Impression;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Trains a ranker for the published PinnerFormer on the actions before an instant, checks it and
 * publishes it, unless it is to be an arm of an experiment only. The model lands in {@code
 * <models>/ranker/<version>/}.
 *
 * <pre>{@code
 * TrainRanker --asOf=2022-04-21T00:00:00Z --config=small \
 *     --warehouse=file:///data/warehouse --hbase=localhost:16000 --models=/data/models
 * }</pre>
 */
public final class TrainRanker {
  private static final List<String> SIDES =
      List.of("both", "batch_only", "live_only", "neither", "published");
  private static final int HASH_BUCKETS = 1 << 20;

  private TrainRanker() {}

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            TrainRankerOptions.class,
            options -> print(publish(options), options.getPublish())));
  }

  /** Trains, checks and publishes. */
  static Release publish(TrainRankerOptions options) throws IOException {
    TrainFn.Settings settings = settings(options);
    String folder = train(options, settings);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      return new PublishRanker(new Releases(connection))
          .publish(ModelFolder.card(folder), folder, settings.asOf(), options.getPublish());
    }
  }

  /** Trains, and answers the URI of the model's folder. */
  static String train(TrainRankerOptions options, TrainFn.Settings settings) throws IOException {
    if (!(options.getUserShare() > 0 && options.getUserShare() <= 1)) {
      throw new JobFailedException("--userShare must be in (0, 1]: " + options.getUserShare());
    }
    ResultFile result = ResultFile.below(settings.warehouse().root() + "/_jobs");
    pipeline(options, settings, result).run().waitUntilFinish();
    return result
        .take()
        .orElseThrow(
            () ->
                new JobFailedException(
                    "there are no actions before %s: import or stream some first"
                        .formatted(settings.asOf())));
  }

  private static Pipeline pipeline(
      TrainRankerOptions options, TrainFn.Settings settings, ResultFile result) {
    ReadActions actions = ReadActions.of(options).before(settings.asOf());
    if (options.getFrom() != null) {
      actions = actions.from(day(options.getFrom()));
    }
    double share = options.getUserShare();
    Pipeline pipeline = Pipeline.create(options);
    Instant first = settings.asOf().minus(settings.config().requests().period());
    PCollectionView<Iterable<Impression>> impressions =
        pipeline
            .apply(
                "ReadImpressions",
                ReadImpressions.of(options)
                    .from(LocalDate.ofInstant(first, ZoneOffset.UTC))
                    .before(settings.asOf()))
            .apply("OfSampledUsers", Filter.by(shown -> isSampled(shown.request().userId(), share)))
            .apply("ToTheOneWorker", View.asIterable());
    pipeline
        .apply("ReadActions", actions)
        .apply("BuildTimelines", BuildTimelines.whole())
        .apply("SampleUsers", Filter.by(timeline -> isSampled(timeline.userId(), share)))
        .apply("ToOneWorker", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), TimelineCoder.of()))
        .apply("AllTimelines", GroupByKey.<String, Timeline>create())
        .apply(
            "Train",
            ParDo.<KV<String, Iterable<Timeline>>, Void>of(
                    new TrainFn(settings, impressions, result))
                .withSideInputs(impressions));
    return pipeline;
  }

  /** Whether a user is in the sample: the same users whenever asked, more for a larger share. */
  static boolean isSampled(String userId, double share) {
    int bucket = Integer.remainderUnsigned(userId.hashCode() * 0x9E3779B9, HASH_BUCKETS);
    return bucket < share * HASH_BUCKETS;
  }

  private static TrainFn.Settings settings(TrainRankerOptions options) {
    RankerConfig config;
    PositiveActions positives;
    try {
      config = RankerConfig.read(options.getConfig());
      positives = PositiveActions.parse(options.getPositiveActions());
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
    Release pinnerFormer = publishedPinnerFormer(options);
    return new TrainFn.Settings(
        config,
        instant(options.getAsOf()),
        Warehouse.of(options),
        pinnerFormer.artifact().orElseThrow(),
        config.architecture().interests() ? interests(options, pinnerFormer) : null,
        published(options),
        positives,
        options.getThreads(),
        options.getSeed(),
        options.getModels());
  }

  /** The published PinnerFormer, which has a folder. */
  private static Release publishedPinnerFormer(TrainRankerOptions options) {
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      return new Releases(connection)
          .published(Release.PINNERFORMER)
          .filter(release -> release.artifact().isPresent())
          .orElseThrow(
              () ->
                  new JobFailedException(
                      "no PinnerFormer is published in HBase at %s: run TrainPinnerFormer and EmbedUsers first"
                          .formatted(options.getHbase())));
    }
  }

  /** The published interests, which are of the pins that PinnerFormer was trained on. */
  private static InterestSide interests(TrainRankerOptions options, Release pinnerFormer) {
    String pins = pinnerFormer.requires().get(Release.PINS);
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      return new Releases(connection)
          .published(Release.PINNERSAGE)
          .flatMap(InterestSide::of)
          .filter(interests -> interests.pins().equals(pins))
          .orElseThrow(
              () ->
                  new JobFailedException(
                      "architecture.interests is true, and no interests of the pins %s are published in HBase at %s: run ClusterUsers first"
                          .formatted(pins, options.getHbase())));
    }
  }

  /** What is served now, and what it requires. */
  private static TrainFn.Published published(TrainRankerOptions options) {
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Releases releases = new Releases(connection);
      Optional<Release> ranker = releases.published(Release.RANKER);
      Map<String, String> requires = ranker.map(Release::requires).orElse(Map.of());
      Optional<InterestSide> interests =
          interestsOf(releases, requires.getOrDefault(Release.PINNERSAGE, ""));
      return ranker
          .filter(known -> interests.isPresent() || !requires.containsKey(Release.PINNERSAGE))
          .flatMap(Release::artifact)
          .map(
              folder ->
                  new TrainFn.Published(
                      folder,
                      folderOf(releases, requires.get(Release.PINNERFORMER)),
                      interests.orElse(null)))
          .orElse(TrainFn.Published.NONE);
    }
  }

  /** Null if no release of that version is known. */
  private static String folderOf(Releases releases, String pinnerFormerVersion) {
    return releases.all(Release.PINNERFORMER).stream()
        .filter(release -> release.version().equals(pinnerFormerVersion))
        .flatMap(release -> release.artifact().stream())
        .findFirst()
        .orElse(null);
  }

  private static Optional<InterestSide> interestsOf(Releases releases, String version) {
    return releases.all(Release.PINNERSAGE).stream()
        .filter(release -> release.version().equals(version))
        .findFirst()
        .flatMap(InterestSide::of);
  }

  private static Instant instant(String asOf) {
    try {
      return Instant.parse(asOf);
    } catch (DateTimeException wrong) {
      throw new JobFailedException(
          "--asOf is \"" + asOf + "\": give an instant such as 2024-01-31T00:00:00Z", wrong);
    }
  }

  private static LocalDate day(String from) {
    try {
      return LocalDate.parse(from);
    } catch (DateTimeException wrong) {
      throw new JobFailedException(
          "--from is \"" + from + "\": give a day such as 2024-01-01", wrong);
    }
  }

  private static void print(Release release, boolean isPublished) throws IOException {
    String folder = release.artifact().orElseThrow();
    ModelCard card = ModelFolder.card(folder);
    System.out.printf(
        "model     %s, %.0f steps in %.0f s, export differs by %.1e%n",
        card.version(),
        card.metrics().get("steps"),
        card.metrics().get("seconds"),
        card.parityMaxAbsDiff());
    System.out.printf(
        "held out  %.0f requests, candidates are %s%s%n",
        card.metrics().get("held_out_requests"),
        card.training().get("candidates"),
        "true".equals(card.training().get("vectors_built_before_held_out"))
            ? ""
            : "; the vectors have seen that time, so this is optimistic");
    for (String sides : SIDES) {
      for (ModelCard.Head head : card.heads()) {
        String name = sides + "_" + head.name();
        if (card.metrics().containsKey(name + "_auc")) {
          System.out.printf(
              "          %-11s %-13s HIT@3 %.4f, AUC %.4f, log-loss %.4f, predicted/observed %.2f%n",
              sides,
              head.name(),
              card.metrics().get(name + "_hit_at_3"),
              card.metrics().get(name + "_auc"),
              card.metrics().get(name + "_log_loss"),
              card.metrics().get(name + "_calibration"));
        }
      }
    }
    System.out.printf(
        "folder    %s, release %s%s%n",
        folder, release.id(), isPublished ? ", published" : ", not published");
  }
}
