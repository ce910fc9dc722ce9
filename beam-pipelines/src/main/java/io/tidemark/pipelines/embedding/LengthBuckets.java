package io.tidemark.pipelines.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers sequences of like length into batches, so that little of a batch is padding. A batch is
 * cut by its rows (sequences times the longest), not by its sequences: short ones make large
 * batches, and what waits is bounded however long they are.
 *
 * @param <T> what has a length
 */
final class LengthBuckets<T> {
  /** Lengths from one power of two to the next fall into so many buckets. */
  private static final int PER_OCTAVE = 4;

  private final int rows;
  private final Map<Integer, List<T>> buckets = new TreeMap<>();

  /**
   * @param rows of a batch, at least 1; a longer sequence is a batch of its own
   */
  LengthBuckets(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a batch has at least 1 row, not " + rows);
    }
    this.rows = rows;
  }

  /**
   * Takes one in.
   *
   * @param length at least 1
   * @return a batch, if one is full now
   */
  Optional<List<T>> add(T item, int length) {
    int longest = longest(length);
    List<T> bucket = buckets.computeIfAbsent(longest, any -> new ArrayList<>());
    bucket.add(item);
    if ((bucket.size() + 1L) * longest <= rows) {
      return Optional.empty();
    }
    buckets.remove(longest);
    return Optional.of(bucket);
  }

  /** What is left, a batch a bucket, short ones first. */
  List<List<T>> drain() {
    List<List<T>> left = new ArrayList<>(buckets.values());
    buckets.clear();
    return left;
  }

  /** The longest sequence of the bucket that this length falls into. */
  static int longest(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("a sequence has at least 1 row, not " + length);
    }
    if (length <= PER_OCTAVE) {
      return length;
    }
    int step = Math.max(1, Integer.highestOneBit(length - 1) / PER_OCTAVE);
    return (length + step - 1) / step * step;
  }
}
