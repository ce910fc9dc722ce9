package io.tidemark.pipelines.pinnerformer;

import io.tidemark.pipelines.pins.PinVectors;
import io.tidemark.pipelines.timeline.PositiveActions;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Pin;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A published benchmark of sequential recommendation: a line {@code user item item ...} a user, in
 * order. The last item is the test's, the one before it the validation's, the rest is trained on.
 *
 * <p>The order of the file is the order of the actions, ties of their times included, so an action
 * is given its place as its time and nothing else is known of it.
 */
final class LeaveOneOut {
  /** Sequences shorter than this cannot be split. */
  private static final int SHORTEST = 3;

  private static final long STEP = Duration.ofSeconds(1).toMillis();

  private final PinVectors pins;
  private final List<UserHistory> training;
  private final List<UserHistory> whole;
  private final long events;

  private LeaveOneOut(
      PinVectors pins, List<UserHistory> training, List<UserHistory> whole, long events) {
    this.pins = pins;
    this.training = training;
    this.whole = whole;
    this.events = events;
  }

  /**
   * Reads the sequences.
   *
   * @throws IllegalArgumentException if there is no such file, or naming the line that is no
   *     sequence
   */
  static LeaveOneOut read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "--data: there is no file %s: name the file of sequences or its folder".formatted(file));
    }
    List<String[]> lines = new ArrayList<>();
    TreeSet<String> items = new TreeSet<>();
    long events = 0;
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.strip().split("\\s+");
      if (parts.length < 1 + SHORTEST) {
        throw new IllegalArgumentException(
            "%s, line %d: a user and at least %d items are needed: %s"
                .formatted(file, lines.size() + 1, SHORTEST, line));
      }
      lines.add(parts);
      items.addAll(Arrays.asList(parts).subList(1, parts.length));
      events += parts.length - 1;
    }
    // The benchmark knows nothing of an item but its id: the vectors only name them.
    PinVectors pins =
        PinVectors.of(
            file.getFileName().toString(),
            items.stream().map(item -> new Pin(item, new float[] {1}, 0)).toList());
    List<UserHistory> training = new ArrayList<>();
    List<UserHistory> whole = new ArrayList<>();
    for (String[] parts : lines) {
      List<Action> actions = new ArrayList<>();
      for (int i = 1; i < parts.length; i++) {
        actions.add(action(parts[0], parts[i], i));
      }
      whole.add(history(parts[0], actions, pins));
      training.add(history(parts[0], actions.subList(0, actions.size() - 2), pins));
    }
    return new LeaveOneOut(pins, training, whole, events);
  }

  private static Action action(String user, String item, int place) {
    return new Action(
        user + "-" + place,
        user,
        item,
        ActionType.SAVE,
        Surface.UNKNOWN,
        place * STEP,
        Action.UNKNOWN_DURATION,
        Optional.empty());
  }

  private static UserHistory history(String user, List<Action> actions, PinVectors pins) {
    return UserHistory.of(new Timeline(user, actions), pins, PositiveActions.standard());
  }

  PinVectors pins() {
    return pins;
  }

  /** What is trained on: each user without the last two items. */
  List<UserHistory> training() {
    return training;
  }

  /** Each user with everything. */
  List<UserHistory> whole() {
    return whole;
  }

  long events() {
    return events;
  }
}
