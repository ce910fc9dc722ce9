package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericRecord;

/**
 * The users of the training data, streamed from {@link TimelineFiles}: only a buffer is in memory.
 */
final class TrainingUsers {
  private final List<String> files;
  private final PinVectors pins;
  private final PositiveActions positiveActions;

  TrainingUsers(List<String> files, PinVectors pins, PositiveActions positiveActions) {
    this.files = files.stream().sorted().toList();
    this.pins = requireNonNull(pins, "pins is null");
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
  }

  /** Reads every user once, in the files' order. */
  void forEach(Consumer<UserHistory> reader) {
    for (String file : files) {
      try (DataFileStream<GenericRecord> rows = TimelineFiles.open(file)) {
        for (GenericRecord row : rows) {
          reader.accept(UserHistory.of(TimelineFiles.fromRow(row), pins, positiveActions));
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException("cannot read the training file " + file, unreadable);
      }
    }
  }

  /**
   * All users over and over, files in another order each time and users mixed within a buffer; ends
   * only if there are none.
   *
   * @param buffer how many users are mixed
   */
  Shuffled shuffled(int buffer, long seed) {
    return new Shuffled(buffer, new Random(seed));
  }

  /** Users without end; closes the file it is reading. */
  final class Shuffled implements Iterator<UserHistory>, AutoCloseable {
    private final int capacity;
    private final Random random;
    private final List<UserHistory> buffer = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private DataFileStream<GenericRecord> open;

    private Shuffled(int capacity, Random random) {
      this.capacity = capacity;
      this.random = random;
    }

    @Override
    public boolean hasNext() {
      try {
        if (buffer.isEmpty()) {
          fill();
        }
        if (buffer.isEmpty()) {
          waiting.addAll(files);
          Collections.shuffle(waiting, random);
          fill();
        }
        return !buffer.isEmpty();
      } catch (IOException unreadable) {
        throw new UncheckedIOException("cannot read the training files", unreadable);
      }
    }

    @Override
    public UserHistory next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the training files hold no user");
      }
      int last = buffer.size() - 1;
      Collections.swap(buffer, random.nextInt(buffer.size()), last);
      return buffer.remove(last);
    }

    /** Fills the buffer from what is left of this round. */
    private void fill() throws IOException {
      while (buffer.size() < capacity && (open != null || !waiting.isEmpty())) {
        if (open == null) {
          open = TimelineFiles.open(waiting.remove(waiting.size() - 1));
        }
        if (open.hasNext()) {
          buffer.add(UserHistory.of(TimelineFiles.fromRow(open.next()), pins, positiveActions));
        } else {
          close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
