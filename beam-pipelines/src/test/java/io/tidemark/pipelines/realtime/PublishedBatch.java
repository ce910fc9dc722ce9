package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.actionlog.Actions;
import io.tidemark.pipelines.ranker.RankerConfig;
import io.tidemark.pipelines.ranker.WriteUntrainedRanker;
import io.tidemark.store.LiveActions;
import io.tidemark.store.Pin;
import io.tidemark.store.Pins;
import io.tidemark.store.Release;
import io.tidemark.store.Releases;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.UserEmbedding;
import io.tidemark.store.UserEmbeddings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two pins, the embedding of user {@code u1}, who has just saved one of them, and an untrained
 * ranker, published.
 */
final class PublishedBatch {
  private static final int WIDTH = 8;

  private PublishedBatch() {}

  /**
   * Publishes it.
   *
   * @param models folder of the ranker
   * @param asOf of pins and embeddings
   */
  static void publish(StoreConnection store, Path models, Instant asOf) throws Exception {
    new Pins(store)
        .write("pins-1", asOf, List.of(new Pin("p1", unit(0), 3), new Pin("p2", unit(1), 5)));
    new UserEmbeddings(store)
        .write("pinnerformer-1", List.of(new UserEmbedding("u1", unit(2), asOf)));
    new LiveActions(store).write(List.of(Actions.save("e1", "u1", "p2", Instant.now().toString())));
    String ranker =
        WriteUntrainedRanker.write(
                RankerConfig.read("small"),
                new WriteUntrainedRanker.Against("pins-1", "pinnerformer-1", WIDTH, WIDTH),
                models.toString(),
                1)
            .replaceFirst("/$", "");
    publish(store, Release.PINS, "pins-1", asOf, Optional.empty(), Map.of());
    publish(
        store,
        Release.PINNERFORMER,
        "pinnerformer-1",
        asOf,
        Optional.empty(),
        Map.of(Release.PINS, "pins-1"));
    publish(
        store,
        Release.RANKER,
        ranker.substring(ranker.lastIndexOf('/') + 1),
        asOf,
        Optional.of(ranker),
        Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1"));
  }

  private static void publish(
      StoreConnection store,
      String model,
      String version,
      Instant asOf,
      Optional<String> artifact,
      Map<String, String> requires) {
    Releases releases = new Releases(store);
    releases.add(
        new Release(model, version, version, asOf, artifact, 1, requires, Map.of(), Instant.now()));
    releases.publish(model, version, "test");
  }

  private static float[] unit(int dimension) {
    float[] vector = new float[WIDTH];
    vector[dimension] = 1;
    return vector;
  }
}
