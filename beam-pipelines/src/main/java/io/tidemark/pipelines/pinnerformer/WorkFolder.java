package io.tidemark.pipelines.pinnerformer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * A job's folder on any file system that Beam knows: the rows that are trained on, and the result
 * that the last step leaves for whoever started the job. Emptied when closed.
 */
final class WorkFolder implements AutoCloseable {
  private final String root;
  private final Optional<Path> temporary;

  private WorkFolder(String root, Optional<Path> temporary) {
    this.root = root;
    this.temporary = temporary;
  }

  /** A new folder below the one that is given, or a temporary one of this machine. */
  static WorkFolder of(Optional<String> parent) throws IOException {
    if (parent.isPresent()) {
      return new WorkFolder(parent.get() + "/pinnerformer-" + UUID.randomUUID(), Optional.empty());
    }
    Path folder = Files.createTempDirectory("pinnerformer-job");
    return new WorkFolder(folder.toString(), Optional.of(folder));
  }

  /** Where the timelines' files go. */
  String timelines() {
    return root + "/timelines";
  }

  /** Where the last step writes its result. */
  String resultFile() {
    return root + "/result";
  }

  /** Writes a result, from wherever the step runs. */
  static void write(String file, String result) throws IOException {
    try (OutputStream out =
        Channels.newOutputStream(
            FileSystems.create(FileSystems.matchNewResource(file, false), MimeTypes.TEXT))) {
      out.write(result.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** What the last step wrote, if it ran. */
  Optional<String> result() throws IOException {
    ResourceId file = FileSystems.matchNewResource(resultFile(), false);
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    List<ResourceId> files = new ArrayList<>();
    for (String pattern : List.of(timelines() + "/*", resultFile())) {
      MatchResult found = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
      if (found.status() == MatchResult.Status.OK) {
        found.metadata().forEach(file -> files.add(file.resourceId()));
      }
    }
    FileSystems.delete(files, StandardMoveOptions.IGNORE_MISSING_FILES);
    if (temporary.isPresent()) {
      deleteTree(temporary.get());
    }
  }

  /** Deletes a local folder and all that is in it. */
  static void deleteTree(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
