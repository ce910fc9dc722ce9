package io.tidemark.pipelines.ranker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * A word that a step on a worker leaves for whoever started the job.
 *
 * @param path on a file system that both see
 */
record ResultFile(String path) implements Serializable {
  /** A new hidden file below a folder. */
  static ResultFile below(String folder) {
    return new ResultFile(folder + "/.result-" + UUID.randomUUID());
  }

  void write(String word) throws IOException {
    try (OutputStream out =
        Channels.newOutputStream(FileSystems.create(resource(), MimeTypes.TEXT))) {
      out.write(word.getBytes(UTF_8));
    }
  }

  /** Reads and deletes it; empty if the step never ran. */
  Optional<String> take() throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(resource()))) {
      return Optional.of(new String(in.readAllBytes(), UTF_8));
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    } finally {
      FileSystems.delete(List.of(resource()), StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  private ResourceId resource() {
    return FileSystems.matchNewResource(path, false);
  }
}
