package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Batches of labelled windows without end. Windows for several batches are drawn at once and sorted
 * by length, so that like lengths share a batch and little of it is padding; the batches then come
 * in random order. Such a group of batches hangs on nothing but the seed, its number and the users
 * before it, so a training can go on in the middle of one.
 */
final class BatchSource {
  private static final int BATCHES_AT_ONCE = 8;
  private static final int FRUITLESS_DRAWS = 1_000_000;

  private final UserStream users;
  private final WindowSampler sampler;
  private final int batchUsers;
  private final long before;
  private final long seed;
  private final Deque<List<LabelledWindow>> ready = new ArrayDeque<>();
  private Position position = Position.START;
  private long usersTaken;

  /**
   * A place between two batches.
   *
   * @param group the number of the group that the batch before it was of, the first being 1
   * @param usersBefore users that were taken before that group
   * @param batches of that group that have been given out
   */
  record Position(long group, long usersBefore, int batches) {
    static final Position START = new Position(0, 0, 0);
  }

  /**
   * @param users without end
   * @param batchUsers B
   * @param before the instant (ms) from which nothing is looked at
   */
  BatchSource(UserStream users, WindowSampler sampler, int batchUsers, long before, long seed) {
    this.users = requireNonNull(users, "users is null");
    this.sampler = requireNonNull(sampler, "sampler is null");
    this.batchUsers = batchUsers;
    this.before = before;
    this.seed = seed;
  }

  /**
   * Goes to a place; only before the first batch.
   *
   * @param place of a source over the same users with the same seed
   */
  void resume(Position place) {
    if (place.group() == 0) {
      return;
    }
    users.skip(place.usersBefore());
    usersTaken = place.usersBefore();
    position = new Position(place.group() - 1, 0, 0);
    for (int batch = 0; batch < place.batches(); batch++) {
      next();
    }
  }

  /**
   * The next batch: B windows.
   *
   * @throws IllegalStateException if no user has anything to learn from
   */
  List<LabelledWindow> next() {
    if (ready.isEmpty()) {
      position = new Position(position.group() + 1, usersTaken, 0);
      ready.addAll(draw(new SplittableRandom(seed + position.group())));
    }
    position = new Position(position.group(), position.usersBefore(), position.batches() + 1);
    return ready.remove();
  }

  /** The place behind the newest batch. */
  Position position() {
    return position;
  }

  private List<List<LabelledWindow>> draw(SplittableRandom random) {
    List<LabelledWindow> windows = new ArrayList<>();
    int fruitless = 0;
    while (windows.size() < BATCHES_AT_ONCE * batchUsers) {
      int drawn = windows.size();
      UserHistory user = users.next();
      usersTaken++;
      sampler.draw(user, before, random).ifPresent(windows::add);
      fruitless = windows.size() > drawn ? 0 : fruitless + 1;
      if (fruitless == FRUITLESS_DRAWS) {
        throw new IllegalStateException(
            "no user has a positive action after another one: there is nothing to learn from");
      }
    }
    windows.sort(Comparator.comparingInt(window -> window.window().length()));
    List<List<LabelledWindow>> batches = new ArrayList<>();
    for (int first = 0; first < windows.size(); first += batchUsers) {
      batches.add(List.copyOf(windows.subList(first, first + batchUsers)));
    }
    Collections.shuffle(batches, new Random(random.nextLong()));
    return batches;
  }
}
