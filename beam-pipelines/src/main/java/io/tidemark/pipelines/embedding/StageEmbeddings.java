package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/** Puts embeddings into files, and counts what there is to check of them. */
final class StageEmbeddings extends DoFn<UserEmbedding, EmbeddingChecks> {
  private static final long serialVersionUID = 1;

  private final String prefix;
  private transient EmbeddingFile file;
  private transient EmbeddingChecks checks;

  /**
   * @param prefix of the files' paths
   */
  StageEmbeddings(String prefix) {
    this.prefix = requireNonNull(prefix, "prefix is null");
  }

  @StartBundle
  public void start() {
    file = null;
    checks = EmbeddingChecks.none();
  }

  @ProcessElement
  public void add(@Element UserEmbedding embedding) throws IOException {
    if (file == null) {
      file = EmbeddingFile.create(prefix);
    }
    file.write(embedding);
    checks = checks.plus(EmbeddingChecks.of(embedding));
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    if (file != null) {
      file.close();
      context.output(checks, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    }
  }
}
