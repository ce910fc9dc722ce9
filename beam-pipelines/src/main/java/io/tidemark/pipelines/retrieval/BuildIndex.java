package io.tidemark.pipelines.retrieval;

import io.tidemark.pipelines.actionlog.ReadActions;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Builds what candidates are retrieved from: an index over the vectors of the published pins, as
 * they are and as the published PinnerFormer sees them, and the popular pins of each surface;
 * checks what it finds against looking at every pin; and publishes it. The files land in {@code
 * <models>/retrieval/<version>/}, from where serving maps them.
 *
 * <pre>{@code
 * BuildIndex --asOf=2022-04-22T00:00:00Z --warehouse=file:///data/warehouse \
 *     --hbase=localhost:16000 --models=/data/models
 * }</pre>
 */
public final class BuildIndex {
  /** The file of the popular pins, beside Lucene's. */
  static final String POPULAR = "popular.json";

  /** How many nearest pins are asked for when the index is checked. */
  static final int RECALL_AT = 100;

  /** The metric of a space: this and the space's name. */
  static final String RECALL = "recall_";

  private static final String INDEX = "index";
  private static final String NO_PINS = "{}";

  private BuildIndex() {}

  public static void main(String[] args) {
    System.exit(Job.run(args, BuildIndexOptions.class, BuildIndex::build));
  }

  /**
   * Builds, checks and publishes.
   *
   * @return the release: a new one, or the earlier one of the same settings
   * @throws JobFailedException if a flag is wrong, or the index finds too little
   */
  static Release build(BuildIndexOptions options) throws IOException {
    if (!(options.getMinimumRecall() >= 0 && options.getMinimumRecall() <= 1)) {
      throw new JobFailedException(
          "--minimumRecall is %s: give a number from 0 to 1".formatted(options.getMinimumRecall()));
    }
    try (StoreConnection connection = StoreConnection.open(StoreConfig.of(options.getHbase()))) {
      Releases releases = new Releases(connection);
      IndexSettings settings = settings(options, releases);
      Optional<Release> published = releases.published(Release.RETRIEVAL);
      if (options.getKeepNewer() && published.filter(settings::isOlderThan).isPresent()) {
        System.out.printf(
            "index     nothing to do: %s is published and newer%n", published.get().id());
        return published.get();
      }
      Optional<String> there =
          ModelFolder.newest(
              settings.models(),
              Release.RETRIEVAL,
              card -> card.version().equals(settings.version()));
      String folder =
          there.isPresent()
              ? there.get()
              : run(options, settings.reusing(published.flatMap(settings::sameGraph)));
      return publish(releases, ModelFolder.card(folder), folder, options, settings.asOf());
    }
  }

  private static String run(BuildIndexOptions options, IndexSettings settings) throws IOException {
    try (ScratchFolder scratch = ScratchFolder.in(settings.warehouse())) {
      pipeline(options, settings, scratch).run().waitUntilFinish();
      return scratch
          .read(INDEX)
          .orElseThrow(() -> new JobFailedException("the index was not built: see the log above"));
    }
  }

  private static Pipeline pipeline(
      BuildIndexOptions options, IndexSettings settings, ScratchFolder scratch) {
    Instant from = settings.asOf().minus(Duration.ofDays(options.getPopularDays()));
    Pipeline pipeline = Pipeline.create(options);
    PCollectionView<String> popular =
        pipeline
            .apply(
                "ReadActions",
                ReadActions.of(options)
                    .from(LocalDate.ofInstant(from, ZoneOffset.UTC))
                    .before(settings.asOf()))
            .apply(
                "PopularPins",
                new PopularPins(
                    PositiveActions.parse(options.getPositiveActions()), options.getPopularPins()))
            .apply("ToTheOneWorker", View.<String>asSingleton().withDefaultValue(NO_PINS));
    pipeline
        .apply("OneIndex", Create.of("").withCoder(StringUtf8Coder.of()))
        .apply("BuildIndex", ParDo.of(new BuildIndexFn(settings, popular)).withSideInputs(popular))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(scratch.path(INDEX))));
    return pipeline;
  }

  private static IndexSettings settings(BuildIndexOptions options, Releases releases) {
    try {
      String pins = ReadPins.publishedRelease(options).version();
      Optional<Release> pinnerFormer =
          releases
              .published(Release.PINNERFORMER)
              .filter(release -> pins.equals(release.requires().get(Release.PINS)))
              .filter(release -> release.artifact().isPresent());
      return new IndexSettings(
          instant(options.getAsOf()),
          Warehouse.of(options),
          pins,
          pinnerFormer.map(Release::version).orElse(null),
          pinnerFormer.flatMap(Release::artifact).orElse(null),
          new IndexConfig(options.getConnections(), options.getBeam(), options.getBuildThreads()),
          "%s in %d days, %d a surface"
              .formatted(
                  PositiveActions.parse(options.getPositiveActions()),
                  options.getPopularDays(),
                  options.getPopularPins()),
          options.getModels(),
          null);
    } catch (IllegalArgumentException wrong) {
      throw new JobFailedException(wrong.getMessage(), wrong);
    }
  }

  private static Release publish(
      Releases releases, ModelCard card, String folder, BuildIndexOptions options, Instant asOf)
      throws IOException {
    Map<String, String> checks = new TreeMap<>();
    card.metrics().forEach((name, value) -> checks.put(name, text("%.4f", value)));
    List<String> poor =
        card.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().startsWith(RECALL))
            .filter(metric -> metric.getValue() < options.getMinimumRecall())
            .map(metric -> text("%s is %.4f", metric.getKey(), metric.getValue()))
            .toList();
    System.out.printf("index     %s%n", checks);
    if (!poor.isEmpty()) {
      checks.put(
          Release.FAILED,
          "%s, at least %s is required: raise --beam or --connections, --minimumRecall sets the bar"
              .formatted(String.join(", ", poor), options.getMinimumRecall()));
    }
    String id = id(releases, card.version());
    Optional<Release> earlier = releases.get(Release.RETRIEVAL, id);
    Release release =
        new Release(
            Release.RETRIEVAL,
            id,
            card.version(),
            asOf,
            Optional.of(folder),
            Math.round(card.metrics().get("pins")),
            card.requires(),
            checks,
            earlier.map(Release::createdAt).orElseGet(() -> Clock.systemUTC().instant()));
    releases.add(release);
    if (release.failure().isPresent()) {
      throw new JobFailedException(
          release.failure().get() + ": nothing was published, the old index stays");
    }
    if (options.getPublish()) {
      releases.publish(
          Release.RETRIEVAL, release.id(), "BuildIndex as of " + asOf + ", checks passed");
      OldIndexes.remove(releases).forEach(old -> System.out.printf("removed   %s%n", old));
    }
    System.out.printf(
        "release   %s of %s%s%n",
        release.id(), card.requires(), options.getPublish() ? ", published" : ", not published");
    return release;
  }

  /** The version names a release; one whose files were removed since keeps its name. */
  private static String id(Releases releases, String version) {
    for (int run = 1; ; run++) {
      String id = run == 1 ? version : version + "#" + run;
      boolean isGone =
          releases
              .get(Release.RETRIEVAL, id)
              .filter(release -> release.failure().isPresent())
              .filter(release -> !release.checks().containsKey(Release.FAILED))
              .isPresent();
      if (!isGone) {
        return id;
      }
    }
  }

  private static Instant instant(String asOf) {
    try {
      return Instant.parse(asOf);
    } catch (DateTimeException wrong) {
      throw new JobFailedException(
          "--asOf is \"" + asOf + "\": give an instant such as 2024-01-31T00:00:00Z", wrong);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
