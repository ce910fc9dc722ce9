package io.tidemark.pipelines.pinnerformer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * Users without end, in an order that hangs on nothing but the seed: what training draws from. Used
 * by one thread.
 */
interface UserStream extends Iterator<UserHistory> {
  /** Passes over so many users, as if they had been taken. */
  default void skip(long users) {
    for (long i = 0; i < users; i++) {
      next();
    }
  }

  /** Users in memory, over and over, in another order each time. */
  static UserStream of(List<UserHistory> users, long seed) {
    return new UserStream() {
      private final List<UserHistory> shuffled = new ArrayList<>(users);
      private final Random random = new Random(seed);
      private int next = shuffled.size();

      @Override
      public boolean hasNext() {
        return !shuffled.isEmpty();
      }

      @Override
      public UserHistory next() {
        if (shuffled.isEmpty()) {
          throw new NoSuchElementException("there is no user");
        }
        if (next == shuffled.size()) {
          Collections.shuffle(shuffled, random);
          next = 0;
        }
        return shuffled.get(next++);
      }
    };
  }
}
