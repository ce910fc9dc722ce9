package io.tidemark.pipelines.retrieval;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pinnerformer.PinnerFormerModel;
import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.training.ModelCard;
import io.tidemark.pipelines.training.ModelFolder;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the whole index on one worker, measures what it finds, and hands on its folder. Where
 * there is an index of the same vectors already, its graph is taken as it is.
 */
final class BuildIndexFn extends DoFn<String, String> {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(BuildIndexFn.class);
  private static final int QUESTIONS = 200;

  private final IndexSettings settings;
  private final PCollectionView<String> popular;

  /**
   * @param popular the popular pins, as {@link PopularPins} writes them
   */
  BuildIndexFn(IndexSettings settings, PCollectionView<String> popular) {
    this.settings = requireNonNull(settings, "settings is null");
    this.popular = requireNonNull(popular, "popular is null");
  }

  @ProcessElement
  public void build(ProcessContext context) throws IOException, InterruptedException {
    Path staging = Files.createTempDirectory("retrieval");
    try {
      context.output(build(staging, context.sideInput(popular)));
    } finally {
      deleteTree(staging);
    }
  }

  private String build(Path staging, String popularPins) throws IOException, InterruptedException {
    PinVectors vectors = ReadPins.read(settings.warehouse(), settings.pins());
    Graph graph = settings.graph() == null ? built(vectors, staging) : reused(staging);
    Path popularFile = staging.resolve(BuildIndex.POPULAR);
    Files.writeString(popularFile, PopularPins.only(popularPins, Set.copyOf(vectors.ids())));
    List<Path> files = new ArrayList<>(graph.files());
    files.add(popularFile);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    Map<String, Double> metrics = new TreeMap<>(graph.metrics());
    metrics.put("bytes", (double) bytes);
    return ModelFolder.write(staging, card(graph, files, metrics), settings.models());
  }

  /**
   * Lucene's files and what is known of them.
   *
   * @param files in the staging folder
   * @param dimensions of each space
   */
  private record Graph(
      List<Path> files, Map<String, Integer> dimensions, Map<String, Double> metrics) {}

  private Graph built(PinVectors vectors, Path staging) throws IOException, InterruptedException {
    IndexedPins pins = pins(vectors);
    Path index = Files.createDirectory(staging.resolve("index"));
    long started = System.nanoTime();
    VectorIndexFiles.write(index, pins, settings.config());
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("build_seconds", (System.nanoTime() - started) / 1e9);
    metrics.put("pins", (double) pins.ids().size());
    Map<String, Integer> dimensions = new TreeMap<>();
    try (IndexSearch search = new IndexSearch(index)) {
      for (Map.Entry<String, float[][]> space : pins.spaces().entrySet()) {
        int at = Math.min(BuildIndex.RECALL_AT, pins.ids().size());
        IndexRecall recall =
            IndexRecall.of(
                search,
                pins,
                space.getKey(),
                IndexRecall.evenlySpread(space.getValue(), QUESTIONS),
                at);
        metrics.put(BuildIndex.RECALL + space.getKey(), recall.recall());
        dimensions.put(space.getKey(), space.getValue()[0].length);
        log.info("recall@{} of {} is {}", at, space.getKey(), recall.recall());
      }
    }
    List<Path> files = new ArrayList<>();
    for (Path file : VectorIndexFiles.list(index)) {
      files.add(Files.move(file, staging.resolve(file.getFileName())));
    }
    return new Graph(files, dimensions, metrics);
  }

  /** The graph of an index of the same vectors: only what is popular has changed since. */
  private Graph reused(Path staging) throws IOException {
    ModelCard card = ModelFolder.card(settings.graph());
    Path folder = ModelFolder.fetch(settings.graph(), staging.resolve("reused"));
    List<Path> files = new ArrayList<>();
    for (String name : card.files().keySet()) {
      if (!name.equals(BuildIndex.POPULAR)) {
        files.add(Files.copy(folder.resolve(name), staging.resolve(name)));
      }
    }
    log.info("The graph is that of {}", card.version());
    return new Graph(files, card.dimensions(), card.metrics());
  }

  private IndexedPins pins(PinVectors vectors) throws IOException {
    float[][] own = new float[vectors.size()][];
    Arrays.setAll(own, vectors::vector);
    TreeMap<String, float[][]> spaces = new TreeMap<>();
    spaces.put(IndexedPins.PINS, own);
    if (settings.pinnerFormerFolder() != null) {
      Path cache = Files.createTempDirectory("pinnerformer-model");
      try (PinnerFormerModel model =
          PinnerFormerModel.load(settings.pinnerFormerFolder(), cache, 1)) {
        spaces.put(IndexedPins.PINNERFORMER, model.embedPins(own));
      } finally {
        deleteTree(cache);
      }
    }
    return new IndexedPins(vectors.ids(), spaces);
  }

  private ModelCard card(Graph graph, List<Path> files, Map<String, Double> metrics)
      throws IOException {
    return new ModelCard(
        Release.RETRIEVAL,
        settings.version(),
        Clock.systemUTC().instant().toString(),
        ModelCard.revision(),
        ModelFolder.hashes(files),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        settings.requires(),
        graph.dimensions(),
        Map.of("popularity", settings.popularity()),
        "nearest neighbours by cosine, HNSW",
        metrics,
        0,
        ModelCard.configOf(settings.config()));
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
