package io.tidemark.serving.retrieval;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene's files of nearest neighbours, mapped: searched from a request's thread without waiting,
 * and without taking heap. A document is a pin: its id, and its vector in each space.
 *
 * <p>Held by whoever searches, and closed when the last one lets it go.
 */
final class VectorIndex implements Closeable {
  private static final String ID = "id";

  private final MMapDirectory directory;
  private final DirectoryReader reader;

  private VectorIndex(MMapDirectory directory, DirectoryReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Maps the files of a folder.
   *
   * @throws IOException if they cannot be read, or are no index
   */
  static VectorIndex open(Path folder) throws IOException {
    MMapDirectory directory = new MMapDirectory(folder);
    try {
      return new VectorIndex(directory, DirectoryReader.open(directory));
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * A pin that was found.
   *
   * @param similarity cosine, -1 to 1
   */
  record Found(String pinId, float similarity) {}

  /**
   * The pins nearest to a vector, nearest first; of equally near ones the smaller id first.
   *
   * @param vector of that space, of norm 1
   * @param count how many
   * @param width how many are looked at, at least {@code count}: more take longer and find more
   */
  List<Found> nearest(String space, float[] vector, int count, int width) throws IOException {
    List<Found> found = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      ScoreDoc[] best =
          leaf.reader()
              .searchNearestVectors(space, vector, Math.max(count, width), null, Integer.MAX_VALUE)
              .scoreDocs;
      if (best.length > count) {
        best = Arrays.copyOf(best, count);
      }
      Arrays.sort(best, Comparator.comparingInt(document -> document.doc));
      BinaryDocValues ids = leaf.reader().getBinaryDocValues(ID);
      for (ScoreDoc document : best) {
        ids.advanceExact(document.doc);
        BytesRef id = ids.binaryValue();
        found.add(
            new Found(
                new String(id.bytes, id.offset, id.length, StandardCharsets.UTF_8),
                2 * document.score - 1));
      }
    }
    found.sort(
        Comparator.comparingDouble(Found::similarity).reversed().thenComparing(Found::pinId));
    return found.size() > count ? found.subList(0, count) : found;
  }

  /** How many numbers a vector of a space has; 0 if the index does not have the space. */
  int dimension(String space) {
    for (LeafReaderContext leaf : reader.leaves()) {
      FieldInfo field = leaf.reader().getFieldInfos().fieldInfo(space);
      if (field != null) {
        return field.getVectorDimension();
      }
    }
    return 0;
  }

  /** How many pins there are. */
  int pins() {
    return reader.numDocs();
  }

  /** Searches from some of its own vectors, so that no request has to be the first. */
  void warmUp(String space, int searches) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      FloatVectorValues vectors = leaf.reader().getFloatVectorValues(space);
      if (vectors == null) {
        continue;
      }
      int step = Math.max(1, vectors.size() / searches);
      for (int document = vectors.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = next(vectors, document + step)) {
        nearest(space, vectors.vectorValue().clone(), 1, 100);
      }
    }
  }

  private static int next(FloatVectorValues vectors, int document) throws IOException {
    return document > vectors.size() ? DocIdSetIterator.NO_MORE_DOCS : vectors.advance(document);
  }

  /** Keeps it open until {@link #letGo}; false if it is closed already. */
  boolean tryHold() {
    return reader.tryIncRef();
  }

  /** Ends a hold. */
  void letGo() {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the index in " + directory, e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
