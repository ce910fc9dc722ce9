package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.BuildTimelines;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The daily run: every user's newest actions before an instant become one embedding in HBase, which
 * is checked and published as a release. What fails its checks is never published: the old release
 * stays.
 *
 * <pre>{@code
 * EmbedUsers --asOf=2022-04-22T00:00:00Z --warehouse=file:///data/warehouse \
 *     --hbase=localhost:16000 --models=/data/models
 * }</pre>
 */
public final class EmbedUsers {
  private EmbedUsers() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, EmbedUsersOptions.class, EmbedUsers::run));
  }

  private static void run(EmbedUsersOptions options) throws IOException {
    Instant started = Instant.now();
    Release release = embed(options);
    System.out.printf(
        "users     %,d embeddings as of %s by %s in %d s, %s%n",
        release.rows(),
        release.asOf(),
        release.version(),
        Duration.between(started, Instant.now()).toSeconds(),
        options.getPublish()
            ? "published as " + release.id()
            : "not published; the release is " + release.id());
  }

  /** Runs the whole job and answers the release. */
  static Release embed(EmbedUsersOptions options) throws IOException {
    Instant asOf = TrainPinnerFormer.instant(options.getAsOf());
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Releases releases = new Releases(connection);
      String folder = model(options, releases);
      ModelCard card = ModelFolder.card(folder);
      PublishEmbeddings publish = new PublishEmbeddings(connection, card, folder, asOf);
      if (options.getActiveSince() != null) {
        publish.requireSameModel();
      }
      EmbeddingChecks checks = write(options, card, folder, asOf);
      double share = options.getActiveSince() == null ? options.getMinimumShare() : 0;
      return publish.publish(checks, share, options.getPublish());
    }
  }

  private static String model(EmbedUsersOptions options, Releases releases) throws IOException {
    if (options.getModel() != null) {
      return options.getModel();
    }
    Optional<String> pins = releases.published(Release.PINS).map(Release::version);
    return ModelFolder.newest(
            options.getModels(),
            Release.PINNERFORMER,
            card -> pins.isEmpty() || pins.get().equals(card.requires().get(Release.PINS)))
        .orElseThrow(
            () ->
                new JobFailedException(
                    "%s has no PinnerFormer trained on the published pins %s: run TrainPinnerFormer, or name a --model"
                        .formatted(options.getModels(), pins.orElse("(none)"))));
  }

  private static EmbeddingChecks write(
      EmbedUsersOptions options, ModelCard card, String folder, Instant asOf) throws IOException {
    ReadActions actions = ReadActions.of(options).before(asOf);
    if (options.getFrom() != null) {
      actions = actions.from(TrainPinnerFormer.day(options.getFrom()));
    }
    int window = PinnerFormerModel.window(card);
    long activeSince =
        options.getActiveSince() == null
            ? Long.MIN_VALUE
            : TrainPinnerFormer.instant(options.getActiveSince()).toEpochMilli();
    try (WorkFolder work = WorkFolder.of(Optional.empty())) {
      Pipeline pipeline = Pipeline.create(options);
      PCollection<UserEmbedding> embeddings =
          pipeline
              .apply("ReadActions", actions)
              .apply("BuildTimelines", BuildTimelines.newest(window))
              .apply("KeepActive", Filter.by(timeline -> isActive(timeline, activeSince)))
              .apply("Embed", ParDo.of(new EmbedTimelines(folder, Warehouse.of(options), asOf)))
              .setCoder(new UserEmbeddingCoder());
      embeddings
          .apply("Write", ParDo.of(new WriteEmbeddings(options.getHbase(), card.version())))
          .setCoder(new UserEmbeddingCoder())
          .apply("Check", Combine.globally(new EmbeddingChecks.Sum()))
          .apply("ToJson", MapElements.into(TypeDescriptors.strings()).via(EmbeddingChecks::toJson))
          .apply("Report", ParDo.of(new WriteResult(work.resultFile())));
      pipeline.run().waitUntilFinish();
      return work.result().map(EmbeddingChecks::fromJson).orElse(EmbeddingChecks.none());
    }
  }

  private static boolean isActive(Timeline timeline, long since) {
    return timeline.actions().get(timeline.actions().size() - 1).occurredAt() >= since;
  }
}
