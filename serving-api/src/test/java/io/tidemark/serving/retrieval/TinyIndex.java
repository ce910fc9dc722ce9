package io.tidemark.serving.retrieval;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** An index of a few pins, as the job writes it. */
public final class TinyIndex {
  static final Map<String, String> REQUIRES =
      Map.of(Release.PINS, "pins-1", Release.PINNERFORMER, "pinnerformer-1");

  private TinyIndex() {}

  /**
   * Writes an index.
   *
   * @param spaces by name, by pin, its vector
   * @param popular by surface, or "all"
   */
  public static Release write(
      Path folder,
      String version,
      Map<String, Map<String, float[]>> spaces,
      Map<String, List<String>> popular,
      Map<String, String> requires)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, Integer> dimensions = new TreeMap<>();
    spaces.forEach((space, pins) -> dimensions.put(space, pins.values().iterator().next().length));
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (String pin : spaces.values().iterator().next().keySet()) {
        Document document = new Document();
        document.add(new BinaryDocValuesField("id", new BytesRef(pin)));
        spaces.forEach(
            (space, pins) ->
                document.add(
                    new KnnFloatVectorField(
                        space, pins.get(pin), VectorSimilarityFunction.DOT_PRODUCT)));
        writer.addDocument(document);
      }
    }
    Files.deleteIfExists(folder.resolve(IndexWriter.WRITE_LOCK_NAME));
    ObjectMapper mapper = new ObjectMapper();
    mapper.writeValue(folder.resolve("popular.json").toFile(), popular);
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), sha256(file));
      }
    }
    mapper.writeValue(
        folder.resolve("model.json").toFile(),
        Map.of(
            "version", version, "files", hashes, "requires", requires, "dimensions", dimensions));
    return new Release(
        Release.RETRIEVAL,
        version,
        version,
        Instant.EPOCH,
        Optional.of(folder.toUri().toString()),
        spaces.values().iterator().next().size(),
        requires,
        Map.of(),
        Instant.EPOCH);
  }

  static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** A vector of norm 1 that many degrees from (1, 0). */
  static float[] at(double degrees) {
    double angle = Math.toRadians(degrees);
    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
  }
}
