package io.tidemark.pipelines.pinnerformer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Batches of labelled windows without end. Windows for several batches are drawn at once and sorted
 * by length, so that like lengths share a batch and little of it is padding; the batches then come
 * in random order.
 */
final class BatchSource {
  private static final int BATCHES_AT_ONCE = 8;
  private static final int FRUITLESS_DRAWS = 1_000_000;

  private final Iterator<UserHistory> users;
  private final WindowSampler sampler;
  private final int batchUsers;
  private final long before;
  private final Random random;
  private final Deque<List<LabelledWindow>> ready = new ArrayDeque<>();

  /**
   * @param users without end
   * @param batchUsers B
   * @param before the instant (ms) from which nothing is looked at
   */
  BatchSource(
      Iterator<UserHistory> users,
      WindowSampler sampler,
      int batchUsers,
      long before,
      Random random) {
    this.users = requireNonNull(users, "users is null");
    this.sampler = requireNonNull(sampler, "sampler is null");
    this.batchUsers = batchUsers;
    this.before = before;
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * The next batch: B windows.
   *
   * @throws IllegalStateException if no user has anything to learn from
   */
  List<LabelledWindow> next() {
    if (ready.isEmpty()) {
      List<List<LabelledWindow>> batches = draw();
      Collections.shuffle(batches, random);
      ready.addAll(batches);
    }
    return ready.remove();
  }

  private List<List<LabelledWindow>> draw() {
    List<LabelledWindow> windows = new ArrayList<>();
    int fruitless = 0;
    while (windows.size() < BATCHES_AT_ONCE * batchUsers) {
      int drawn = windows.size();
      sampler.draw(users.next(), before).ifPresent(windows::add);
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
    return batches;
  }
}
