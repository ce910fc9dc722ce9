package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.pins.ReadPins;
import io.tidemark.pipelines.storage.Warehouse;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Release;
import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/** Users' timelines to their embeddings, a model a worker, many users at once. */
final class EmbedTimelines extends DoFn<Timeline, UserEmbedding> {
  private static final long serialVersionUID = 1;
  private static final int AT_ONCE = 512;

  private final String modelFolder;
  private final Warehouse warehouse;
  private final long asOf;
  private transient PinnerFormerModel model;
  private transient PinVectors pins;
  private transient Path cache;
  private transient List<Timeline> waiting;

  /**
   * @param modelFolder URI or path
   * @param asOf stands on the embeddings
   */
  EmbedTimelines(String modelFolder, Warehouse warehouse, Instant asOf) {
    this.modelFolder = requireNonNull(modelFolder, "modelFolder is null");
    this.warehouse = requireNonNull(warehouse, "warehouse is null");
    this.asOf = asOf.toEpochMilli();
  }

  @Setup
  public void load() throws IOException {
    cache = Files.createTempDirectory("pinnerformer-model");
    model = PinnerFormerModel.load(modelFolder, cache, 1);
    pins = ReadPins.read(warehouse, model.card().requires().get(Release.PINS));
  }

  @StartBundle
  public void start() {
    waiting = new ArrayList<>();
  }

  @ProcessElement
  public void add(@Element Timeline timeline, OutputReceiver<UserEmbedding> embedded) {
    waiting.add(timeline);
    if (waiting.size() >= AT_ONCE) {
      embedWaiting(embedded::output);
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    embedWaiting(
        embedding ->
            context.output(embedding, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
  }

  private void embedWaiting(Consumer<UserEmbedding> embedded) {
    float[][] vectors = model.embedUsers(waiting, pins);
    for (int i = 0; i < vectors.length; i++) {
      embedded.accept(
          new UserEmbedding(waiting.get(i).userId(), vectors[i], Instant.ofEpochMilli(asOf)));
    }
    waiting.clear();
  }

  @Teardown
  public void close() throws IOException {
    if (model != null) {
      model.close();
      model = null;
    }
    if (cache != null) {
      WorkFolder.deleteTree(cache);
      cache = null;
    }
  }
}
