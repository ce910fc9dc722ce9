package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinVectors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes {@link TrainingBatch}es: draws the negatives and numbers a batch's pins. One thread's. */
final class BatchBuilder {
  private static final int NOWHERE = -1;

  private final PinInputs inputs;
  private final NegativePool negatives;
  private final boolean equalUsers;
  private final int[] place;
  private int[] pins = new int[1_024];
  private int count;

  /**
   * @param equalUsers whether each user has the same weight in the loss; else each pair has
   */
  BatchBuilder(PinInputs inputs, NegativePool negatives, boolean equalUsers) {
    this.equalUsers = equalUsers;
    this.inputs = inputs;
    this.negatives = negatives;
    this.place = new int[inputs.size()];
    Arrays.fill(place, NOWHERE);
  }

  /**
   * One batch.
   *
   * @param random of this batch
   */
  TrainingBatch build(List<LabelledWindow> windows, SplittableRandom random) {
    SequenceBatch sequences =
        SequenceBatch.withoutPins(windows.stream().map(LabelledWindow::window).toList());
    int pairs = windows.stream().mapToInt(LabelledWindow::pairs).sum();
    long[] rows = new long[pairs];
    int[] labels = new int[pairs];
    int[] users = new int[pairs];
    int pair = 0;
    for (int user = 0; user < windows.size(); user++) {
      LabelledWindow window = windows.get(user);
      for (int i = 0; i < window.pairs(); i++) {
        rows[pair] = (long) user * sequences.longest() + window.rows()[i];
        labels[pair] = window.labels()[i];
        users[pair++] = user;
      }
    }
    NegativePool.Draw pool = negatives.draw(labels, users, random);
    count = 0;
    long[] labelPlaces = places(labels);
    long[] poolPlaces = places(pool.pins());
    int scored = count;
    long[] cells = cells(windows, sequences.longest());
    int[] own = Arrays.copyOf(pins, count);
    for (int pin : own) {
      place[pin] = NOWHERE;
    }
    float[] content = inputs.content(own);
    return new TrainingBatch(
        sequences,
        own,
        scored,
        Arrays.copyOf(content, content.length + inputs.contentWidth()),
        cells,
        AskedRows.of(sequences.users(), sequences.longest(), rows),
        labels,
        labelPlaces,
        equalUsers ? NegativePool.userWeights(users) : NegativePool.pairWeights(pairs),
        pool,
        poolPlaces);
  }

  private long[] places(int... some) {
    long[] places = new long[some.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = placeOf(some[i]);
    }
    return places;
  }

  private long[] cells(List<LabelledWindow> windows, int longest) {
    long[] cells = new long[windows.size() * longest];
    Arrays.fill(cells, NOWHERE);
    for (int user = 0; user < windows.size(); user++) {
      Window window = windows.get(user).window();
      for (int i = 0; i < window.length(); i++) {
        int pin = window.history().pin(window.from() + i);
        if (pin != PinVectors.UNKNOWN) {
          cells[user * longest + i] = placeOf(pin);
        }
      }
    }
    // The row of zeros lies behind the last pin, which is known only now.
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] == NOWHERE) {
        cells[cell] = count;
      }
    }
    return cells;
  }

  private int placeOf(int pin) {
    if (place[pin] == NOWHERE) {
      if (count == pins.length) {
        pins = Arrays.copyOf(pins, 2 * count);
      }
      place[pin] = count;
      pins[count++] = pin;
    }
    return place[pin];
  }
}
