package io.tidemark.store;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A pin's probability by head, as a map that cannot be changed. All pins of a ranking share one set
 * of heads, so that each costs no more than its numbers.
 */
public final class HeadScores extends AbstractMap<String, Float> {
  private static final HeadScores NONE = new HeadScores(Set.of(), new float[0]);

  private final Set<String> heads;
  private final float[] scores;

  private HeadScores(Set<String> heads, float[] scores) {
    this.heads = heads;
    this.scores = scores;
  }

  /** Of a pin that no ranker scored. */
  public static HeadScores none() {
    return NONE;
  }

  /**
   * A view of these.
   *
   * @param heads that cannot be changed; whose order is that of the scores
   * @param scores one a head
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static HeadScores of(Set<String> heads, float... scores) {
    if (heads.size() != scores.length) {
      throw new IllegalArgumentException(
          "%d scores for %d heads".formatted(scores.length, heads.size()));
    }
    return new HeadScores(heads, scores);
  }

  /** A copy of a map, unless it is one of these. */
  static HeadScores copyOf(Map<String, Float> map) {
    if (map instanceof HeadScores scores) {
      return scores;
    }
    float[] scores = new float[map.size()];
    int next = 0;
    for (float score : map.values()) {
      scores[next++] = score;
    }
    return new HeadScores(Collections.unmodifiableSet(new LinkedHashSet<>(map.keySet())), scores);
  }

  @Override
  public Float get(Object head) {
    int at = 0;
    for (String name : heads) {
      if (name.equals(head)) {
        return scores[at];
      }
      at++;
    }
    return null;
  }

  @Override
  public boolean containsKey(Object head) {
    return heads.contains(head);
  }

  @Override
  public Set<String> keySet() {
    return heads;
  }

  @Override
  public Set<Entry<String, Float>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return scores.length;
      }

      @Override
      public Iterator<Entry<String, Float>> iterator() {
        return entries();
      }
    };
  }

  private Iterator<Entry<String, Float>> entries() {
    Iterator<String> names = heads.iterator();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return names.hasNext();
      }

      @Override
      public Entry<String, Float> next() {
        return Map.entry(names.next(), scores[next++]);
      }
    };
  }
}
