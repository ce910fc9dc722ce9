package io.tidemark.pipelines.embedding;

import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.sequences.Snapshot;
import io.tidemark.pipelines.sequences.UserSequences;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The daily run. The day's actions are merged into the snapshot of {@code user_sequences}; users
 * with an action since the published release get a new vector, everyone else keeps the one they
 * have; the gate judges the new vectors; those that pass are written to HBase and published as a
 * release. Of what fails nothing is written, and the old release stays.
 *
 * <pre>{@code
 * EmbedUsers --asOf=2022-04-22T00:00:00Z --warehouse=file:///data/warehouse \
 *     --hive=jdbc:hive2://127.0.0.1:10000/tidemark --hbase=localhost:16000 --models=/data/models
 * }</pre>
 */
public final class EmbedUsers {
  private final EmbedUsersOptions options;
  private final DailyRun day;
  private final Gate gate;

  private EmbedUsers(EmbedUsersOptions options) {
    this.options = options;
    this.day = new DailyRun(options);
    this.gate = Gate.of(options, new EmbeddingRows().words(), 0);
  }

  public static void main(String[] args) {
    System.exit(Job.run(args, EmbedUsersOptions.class, EmbedUsers::embed));
  }

  /**
   * Runs the whole job.
   *
   * @return the release: a new one, or the published one if it has everything already
   * @throws JobFailedException if a flag is wrong, or the gate does not let the run pass
   */
  static Release embed(EmbedUsersOptions options) throws IOException {
    return new EmbedUsers(options).run();
  }

  private Release run() throws IOException {
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Releases releases = new Releases(connection);
      Optional<Release> published = releases.published(Release.PINNERFORMER);
      Optional<Release> newer = day.newer(published);
      if (newer.isPresent()) {
        return newer.get();
      }
      String folder = model(releases);
      ModelCard card = ModelFolder.card(folder);
      UserSequences sequences = UserSequences.of(options, PinnerFormerModel.window(card));
      Snapshot snapshot = day.snapshot(sequences);
      EmbedPlan plan = day.plan(card.version(), published, sequences);
      if (plan.isDone(day.asOf())) {
        return published.orElseThrow();
      }
      return run(connection, new Model(card, folder), snapshot, plan, published);
    }
  }

  private record Model(ModelCard card, String folder) {}

  private Release run(
      StoreConnection connection,
      Model model,
      Snapshot snapshot,
      EmbedPlan plan,
      Optional<Release> published)
      throws IOException {
    EmbedTimelines.Model loads =
        new EmbedTimelines.Model(
            model.folder(), Warehouse.of(options), options.getOperatorThreads());
    try (ScratchFolder scratch = ScratchFolder.in(Warehouse.of(options))) {
      Instant started = Instant.now();
      EmbeddingRun run =
          new EmbeddingRun(options, loads, model.card().version(), day.asOf(), scratch);
      run.compute(snapshot, plan, published);
      RowChecks embeddings = run.checks();
      double seconds = DailyRun.secondsSince(started);
      System.out.printf(
          "computed  %,d embeddings of %s (%s) by %s, %.1f s, %.0f users/s%n",
          embeddings.rows(),
          plan.computed(),
          plan.reason(),
          model.card().version(),
          seconds,
          embeddings.rows() / seconds);
      Gate.Verdict verdict =
          gate.judge(
              new RunReport(
                  run.selected(),
                  snapshot.users(),
                  DailyRun.usersOf(published),
                  embeddings,
                  run.drift(),
                  recall(connection, loads, run.heldOut(), published)));
      Map<String, String> checks = new TreeMap<>(verdict.checks());
      checks.put(PublishRun.SEQUENCES, snapshot.name());
      checks.put("computed", plan.computed());
      checks.put("storage", options.getStorage().name());
      System.out.printf("gate      %s%n", checks);
      PublishRun<UserEmbedding> publish =
          new PublishRun<>(
              connection,
              new EmbeddingRows(),
              new PublishRun.Target(
                  Release.PINNERFORMER,
                  "EmbedUsers",
                  model.card().version(),
                  day.asOf(),
                  Optional.of(model.folder()),
                  model.card().requires()));
      if (!verdict.failures().isEmpty()) {
        throw publish.refuse(embeddings.rows(), checks, verdict.failures());
      }
      run.write(embeddings.rows());
      if (options.getHistory()) {
        run.writeHistories(snapshot, plan, PinnerFormerModel.window(model.card()));
      }
      Release release = publish.publish(embeddings, checks, options.getPublish());
      System.out.printf(
          "release   %s as of %s%s%n",
          release.id(), release.asOf(), options.getPublish() ? ", published" : ", not published");
      return release;
    }
  }

  /** Recall of the model and of what is served, both as of the last day's beginning. */
  private Optional<RecallComparison> recall(
      StoreConnection connection,
      EmbedTimelines.Model candidate,
      List<HeldOutUser> heldOut,
      Optional<Release> published)
      throws IOException {
    if (published.isEmpty() || published.get().artifact().isEmpty()) {
      return Optional.empty();
    }
    Release before = published.get();
    List<String> users = heldOut.stream().map(HeldOutUser::userId).toList();
    var served =
        new UserEmbeddings(connection).read(users, before.version(), day.comparedAt(before));
    try (LoadedModel ours =
            LoadedModel.borrow(candidate.folder(), candidate.warehouse(), candidate.threads());
        LoadedModel theirs =
            LoadedModel.borrow(
                before.artifact().get(), candidate.warehouse(), candidate.threads())) {
      return Optional.of(RecallComparison.of(heldOut, served, ours, theirs));
    }
  }

  private String model(Releases releases) throws IOException {
    if (options.getModel() != null) {
      return options.getModel();
    }
    Optional<String> served = releases.published(Release.PINNERFORMER).flatMap(Release::artifact);
    if (options.getPublishedModel() && served.isPresent()) {
      return served.get();
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
}
