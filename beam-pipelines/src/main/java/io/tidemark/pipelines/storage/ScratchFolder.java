package io.tidemark.pipelines.storage;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * What one run of a job leaves for its next step: a hidden folder of the warehouse, so that workers
 * and whoever started them see the same files wherever they run. Its files go when it is closed.
 */
public final class ScratchFolder implements AutoCloseable {
  private final String root;

  private ScratchFolder(String root) {
    this.root = root;
  }

  /** A new folder of the warehouse. */
  public static ScratchFolder in(Warehouse warehouse) {
    return new ScratchFolder(warehouse.root() + "/_scratch/" + UUID.randomUUID());
  }

  /** The path of a file or folder in it. */
  public String path(String name) {
    return root + "/" + name;
  }

  /** The finished files whose path begins with that of {@code name}. */
  public List<String> files(String name) throws IOException {
    return matching(path(name) + "*");
  }

  /** A small result that a step wrote with {@link WriteText}; empty if it did not. */
  public Optional<String> read(String name) throws IOException {
    ResourceId file = FileSystems.matchNewResource(path(name), false);
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    List<ResourceId> files = new ArrayList<>();
    for (String file : matching(root + "/**")) {
      files.add(FileSystems.matchNewResource(file, false));
    }
    FileSystems.delete(files, StandardMoveOptions.IGNORE_MISSING_FILES);
    FileSystems.delete(
        List.of(FileSystems.matchNewResource(root, true)),
        StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private static List<String> matching(String pattern) throws IOException {
    MatchResult found = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
    if (found.status() != MatchResult.Status.OK) {
      return List.of();
    }
    return found.metadata().stream().map(file -> file.resourceId().toString()).sorted().toList();
  }

  /** Writes the one element of a collection of texts into a file of a scratch folder. */
  public static final class WriteText extends DoFn<String, Void> {
    private static final long serialVersionUID = 1;

    private final String file;

    /**
     * @param file as {@link ScratchFolder#path} gives it
     */
    public WriteText(String file) {
      this.file = requireNonNull(file, "file is null");
    }

    @ProcessElement
    public void write(@Element String text) throws IOException {
      try (OutputStream out =
          Channels.newOutputStream(
              FileSystems.create(FileSystems.matchNewResource(file, false), MimeTypes.TEXT))) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
