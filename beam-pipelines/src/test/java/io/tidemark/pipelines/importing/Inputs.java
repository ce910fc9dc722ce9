package io.tidemark.pipelines.importing;

import io.tidemark.store.Action;
import io.tidemark.store.InvalidActionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and descriptors for tests, and what comes of reading one with the other. */
final class Inputs {
  private Inputs() {}

  /** What the rows of a file came to. */
  record Parsed(List<Action> actions, List<String> sessions, List<Reject> rejects) {
    /** {@code line field: reason} of each reject. */
    List<String> reasons() {
      return rejects.stream()
          .map(reject -> reject.line() + " " + reject.field() + ": " + reject.reason())
          .toList();
    }
  }

  static DatasetDescriptor descriptor(String yaml) {
    try {
      return DescriptorReader.read(
          new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Parsed parse(Path file, DatasetDescriptor descriptor) throws IOException {
    ActionMapping mapping = new ActionMapping(descriptor, 0);
    Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    ReadRows.reader(new InputFile(file.toString()), descriptor)
        .read(
            new RowReader.Rows() {
              @Override
              public void row(SourceRow row) {
                try {
                  var action = mapping.map(row.columns());
                  parsed.actions().add(action.getValue());
                  parsed.sessions().add(action.getKey());
                } catch (InvalidActionException e) {
                  reject(new Reject(row.line(), e.field(), e.reason(), row.raw()));
                }
              }

              @Override
              public void reject(Reject reject) {
                parsed.rejects().add(reject);
              }
            });
    return parsed;
  }

  static Path write(Path folder, String name, String text) throws IOException {
    return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
