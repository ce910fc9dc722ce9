package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.sequences.SequenceParquet;
import io.tidemark.pipelines.sequences.ShardReader;
import io.tidemark.pipelines.timeline.PositiveActions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;

/**
 * The users of the training data, streamed from the files of {@link WriteTimelines}: only a buffer
 * is in memory.
 */
final class TrainingUsers {
  private static final long UNCOUNTED = -1;

  private final List<String> files;
  private final PinVectors pins;
  private final PositiveActions positiveActions;
  private long count = UNCOUNTED;

  TrainingUsers(List<String> files, PinVectors pins, PositiveActions positiveActions) {
    this.files = files.stream().sorted().toList();
    this.pins = requireNonNull(pins, "pins is null");
    this.positiveActions = requireNonNull(positiveActions, "positiveActions is null");
  }

  /** Reads every user once, in the files' order. */
  void forEach(Consumer<UserHistory> reader) {
    long users = 0;
    for (String file : files) {
      try (ShardReader rows = ShardReader.open(file)) {
        for (GenericRecord row = rows.next(); row != null; row = rows.next()) {
          reader.accept(history(row));
          users++;
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException("cannot read the training file " + file, unreadable);
      }
    }
    count = users;
  }

  /**
   * All users over and over, files in another order each time and users mixed within a buffer; ends
   * only if there are none.
   *
   * @param buffer how many users are mixed
   */
  Shuffled shuffled(int buffer, long seed) {
    return new Shuffled(buffer, seed);
  }

  private UserHistory history(GenericRecord row) {
    return UserHistory.of(SequenceParquet.toTimeline(row), pins, positiveActions);
  }

  /** Users without end; closes the file it is reading. */
  final class Shuffled implements UserStream, AutoCloseable {
    private final int capacity;
    private final long seed;
    private final List<UserHistory> buffer = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private ShardReader open;
    private Random random;
    private long round;

    private Shuffled(int capacity, long seed) {
      this.capacity = capacity;
      this.seed = seed;
    }

    /** Whole rounds are passed over without reading them, if it is known how long one is. */
    @Override
    public void skip(long users) {
      long rest = users;
      if (count > 0 && round == 0) {
        // A round that was read to its end leaves nothing behind but its number.
        round = users / count;
        rest = users % count;
      }
      for (long i = 0; i < rest; i++) {
        next();
      }
    }

    @Override
    public boolean hasNext() {
      try {
        if (buffer.isEmpty()) {
          fill();
        }
        if (buffer.isEmpty()) {
          random = new Random(seed + round++);
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
          open = ShardReader.open(waiting.remove(waiting.size() - 1));
        }
        GenericRecord row = open.next();
        if (row == null) {
          close();
        } else {
          buffer.add(history(row));
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
