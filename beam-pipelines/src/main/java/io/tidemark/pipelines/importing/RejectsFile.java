package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * The rejects of one input file, a JSON object a line: {@code {"file", "line", "field", "reason",
 * "raw"}}, in the order of the input. Written under a hidden name and renamed when whole; without a
 * reject there is no file.
 */
final class RejectsFile implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String input;
  private final String path;
  private final ResourceId staged;
  private OutputStream out;

  /**
   * @param folder where it goes
   * @param name of the file
   * @param input the file that the rows are of
   */
  RejectsFile(String folder, String name, String input) {
    this.input = input;
    this.path = folder + "/" + name;
    this.staged =
        FileSystems.matchNewResource(folder + "/." + name + "-" + UUID.randomUUID(), false);
  }

  String path() {
    return path;
  }

  void add(Reject reject) throws IOException {
    if (out == null) {
      out = Channels.newOutputStream(FileSystems.create(staged, "application/jsonl"));
    }
    ObjectNode line = JSON.createObjectNode();
    line.put("file", input);
    line.put("line", reject.line());
    line.put("field", reject.field());
    line.put("reason", reject.reason());
    line.put("raw", reject.raw());
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** All rejects are in: replaces what an earlier run left. */
  void finish() throws IOException {
    ResourceId target = FileSystems.matchNewResource(path, false);
    if (out == null) {
      FileSystems.delete(List.of(target), MoveOptions.StandardMoveOptions.IGNORE_MISSING_FILES);
      return;
    }
    out.close();
    out = null;
    FileSystems.rename(List.of(staged), List.of(target));
  }

  /** Without {@link #finish} nothing stays. */
  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      FileSystems.delete(List.of(staged), MoveOptions.StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }
}
