package io.tidemark.pipelines.retrieval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/** Searches an index's mapped files as serving does, to see what it finds. */
final class IndexSearch implements AutoCloseable {
  /** Fewer are never looked at in a segment: a graph asked for the one nearest would miss it. */
  private static final int LEAST_WIDTH = 100;

  private final MMapDirectory directory;
  private final DirectoryReader reader;

  IndexSearch(Path folder) throws IOException {
    directory = new MMapDirectory(folder);
    reader = DirectoryReader.open(directory);
  }

  private record Found(String id, float score) {}

  /** The ids of the pins nearest to a vector, nearest first. */
  List<String> nearest(String space, float[] vector, int count) throws IOException {
    List<Found> found = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      ScoreDoc[] best =
          leaf.reader()
              .searchNearestVectors(
                  space, vector, Math.max(count, LEAST_WIDTH), null, Integer.MAX_VALUE)
              .scoreDocs;
      Arrays.sort(best, Comparator.comparingInt(document -> document.doc));
      BinaryDocValues ids = leaf.reader().getBinaryDocValues(VectorIndexFiles.ID);
      for (ScoreDoc document : best) {
        ids.advanceExact(document.doc);
        BytesRef id = ids.binaryValue();
        found.add(
            new Found(
                new String(id.bytes, id.offset, id.length, StandardCharsets.UTF_8),
                document.score));
      }
    }
    found.sort(Comparator.comparingDouble(Found::score).reversed());
    return found.stream().limit(count).map(Found::id).toList();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
