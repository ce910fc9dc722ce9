package io.tidemark.pipelines.retrieval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Writes an index as Lucene's files. A document a pin: the vector of each space is a field by the
 * space's name, the pin's id the binary value {@value #ID}. Serving reads them by these names.
 */
final class VectorIndexFiles {
  /** The field of the pin's id. */
  static final String ID = "id";

  /** Lucene's own bound; a thread's pins are written once, so that it makes one segment. */
  private static final int SEGMENT_MEGABYTES = 1_900;

  private static final String CODEC = "Lucene912";

  private VectorIndexFiles() {}

  /**
   * Writes an index into an empty folder.
   *
   * @throws IOException if it cannot be written
   */
  static void write(Path folder, IndexedPins pins, IndexConfig config)
      throws IOException, InterruptedException {
    int threads = Math.min(config.threads(), pins.ids().size());
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, writerConfig(config))) {
      List<Future<?>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        parts.add(
            workers.submit(
                () -> {
                  for (int pin = first; pin < pins.ids().size(); pin += threads) {
                    writer.addDocument(document(pins, pin));
                  }
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
      writer.commit();
    } catch (ExecutionException failed) {
      throw new IOException("the index could not be written: " + failed.getCause(), failed);
    } finally {
      workers.shutdownNow();
    }
  }

  private static Document document(IndexedPins pins, int pin) {
    Document document = new Document();
    document.add(
        new BinaryDocValuesField(
            ID, new BytesRef(pins.ids().get(pin).getBytes(StandardCharsets.UTF_8))));
    pins.spaces()
        .forEach(
            (space, vectors) ->
                document.add(
                    new KnnFloatVectorField(
                        space, vectors[pin], VectorSimilarityFunction.DOT_PRODUCT)));
    return document;
  }

  private static IndexWriterConfig writerConfig(IndexConfig config) {
    KnnVectorsFormat format = new Lucene99HnswVectorsFormat(config.connections(), config.beam());
    IndexWriterConfig writerConfig = new IndexWriterConfig();
    writerConfig.setRAMPerThreadHardLimitMB(SEGMENT_MEGABYTES);
    writerConfig.setRAMBufferSizeMB(SEGMENT_MEGABYTES * (double) config.threads());
    writerConfig.setMergePolicy(NoMergePolicy.INSTANCE);
    writerConfig.setUseCompoundFile(false);
    writerConfig.setCodec(
        new FilterCodec(CODEC, new Lucene912Codec()) {
          @Override
          public KnnVectorsFormat knnVectorsFormat() {
            return new PerFieldKnnVectorsFormat() {
              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
              }
            };
          }
        });
    return writerConfig;
  }

  /** The files of the index in a folder, without Lucene's lock. */
  static List<Path> list(Path folder) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder)) {
      return Arrays.stream(directory.listAll())
          .filter(name -> !name.equals(IndexWriter.WRITE_LOCK_NAME))
          .map(folder::resolve)
          .toList();
    }
  }
}
