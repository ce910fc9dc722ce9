package io.tidemark.pipelines.importing;

import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * A file of a data set, gzip'd or not: its first bytes tell.
 *
 * @param path as Beam's file systems want it
 */
record InputFile(String path) implements Serializable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  /** The name without its folder. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The text's bytes, unzipped. */
  InputStream open() throws IOException {
    ResourceId resource = resource(path);
    BufferedInputStream bytes =
        new BufferedInputStream(
            Channels.newInputStream(org.apache.beam.sdk.io.FileSystems.open(resource)),
            BUFFER_BYTES);
    bytes.mark(2);
    boolean zipped = bytes.read() == GZIP_MAGIC_1 && bytes.read() == GZIP_MAGIC_2;
    bytes.reset();
    return zipped
        ? new BufferedInputStream(new GZIPInputStream(bytes, BUFFER_BYTES), BUFFER_BYTES)
        : bytes;
  }

  /**
   * The file of that name, or its gzip'd form, beside this one.
   *
   * @throws JobFailedException if neither is there
   */
  InputFile sibling(String name) {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    for (String candidate : List.of(name, name + ".gz")) {
      if (matches(folder + candidate)) {
        return new InputFile(folder + candidate);
      }
    }
    throw new JobFailedException(
        "%s belongs to a pair: %s should lie beside it".formatted(path, folder + name));
  }

  /**
   * The files of an input: the file itself, or those of a folder whose names fit, in the order of
   * their names. Files whose names begin with a dot or an underscore are passed over.
   *
   * @param input a path or URI of a file or a folder
   * @param globs names of the files wanted of a folder
   * @throws JobFailedException if there is none
   */
  static List<InputFile> find(String input, List<String> globs) {
    String path = new Warehouse(Warehouse.at(input).root()).root();
    if (matches(path) && !isFolder(path)) {
      return List.of(new InputFile(path));
    }
    List<PathMatcher> matchers =
        globs.stream()
            .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
            .toList();
    List<InputFile> files = new ArrayList<>();
    for (MatchResult.Metadata file : list(path + "/*")) {
      InputFile found = new InputFile(file.resourceId().toString());
      String name = found.name();
      if (!name.startsWith(".")
          && !name.startsWith("_")
          && !name.isEmpty()
          && matchers.stream().anyMatch(matcher -> matcher.matches(Path.of(name)))) {
        files.add(found);
      }
    }
    if (files.isEmpty()) {
      throw new JobFailedException(
          "there is no file %s at --input=%s".formatted(String.join(" or ", globs), input));
    }
    files.sort(java.util.Comparator.comparing(InputFile::path));
    return files;
  }

  private static boolean isFolder(String path) {
    return path.startsWith("/") && java.nio.file.Files.isDirectory(Path.of(path));
  }

  private static boolean matches(String path) {
    return !list(path).isEmpty();
  }

  private static List<MatchResult.Metadata> list(String spec) {
    try {
      return org.apache.beam.sdk.io.FileSystems.match(spec, EmptyMatchTreatment.ALLOW).metadata();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new JobFailedException("cannot list " + spec + ": " + e.getMessage(), e);
    }
  }

  private static ResourceId resource(String path) {
    return org.apache.beam.sdk.io.FileSystems.matchNewResource(path, false);
  }
}
