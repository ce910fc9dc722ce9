package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Carries the counts from the pipeline's last step to the program that started it: a small file in
 * the warehouse, since a runner's own metrics count a repeated step twice.
 */
final class ImportReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;

  ImportReport(Warehouse warehouse, String importName) {
    this.path = warehouse.table("_imports") + "/." + importName + ".counts";
  }

  /** Writes the counts once all of them are there. */
  PTransform<PCollection<KV<String, Long>>, PDone> write() {
    return new Write(path);
  }

  /** The counts of the run that just ended, sums by name; the file goes. */
  Map<String, Long> take() throws IOException {
    ResourceId file = FileSystems.matchNewResource(path, false);
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return JSON.readValue(in, new TypeReference<TreeMap<String, Long>>() {});
    } finally {
      FileSystems.delete(List.of(file), MoveOptions.StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  private static final class Write extends PTransform<PCollection<KV<String, Long>>, PDone> {
    private static final long serialVersionUID = 1;
    private final String path;

    Write(String path) {
      this.path = path;
    }

    @Override
    public PDone expand(PCollection<KV<String, Long>> counts) {
      counts
          .apply("Together", WithKeys.of(""))
          .setCoder(KvCoder.of(StringUtf8Coder.of(), ImportCounts.CODER))
          .apply("GroupCounts", GroupByKey.create())
          .apply("WriteCounts", ParDo.of(new WriteFile(path)));
      return PDone.in(counts.getPipeline());
    }
  }

  private static final class WriteFile extends DoFn<KV<String, Iterable<KV<String, Long>>>, Void> {
    private static final long serialVersionUID = 1;
    private final String path;

    WriteFile(String path) {
      this.path = path;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<KV<String, Long>>> all) throws IOException {
      Map<String, Long> counts = new TreeMap<>();
      all.getValue().forEach(count -> counts.merge(count.getKey(), count.getValue(), Long::sum));
      try (WritableByteChannel channel =
          FileSystems.create(FileSystems.matchNewResource(path, false), "application/json")) {
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(counts));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }
}
