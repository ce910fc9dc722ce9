package io.tidemark.pipelines.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** The pins of an index nearest to some vectors, by looking at every pin. */
final class RetrievedPins {
  private RetrievedPins() {}

  private record Scored(int pin, double similarity) {}

  /**
   * As many different pins as are asked for, the vectors taking turns.
   *
   * @param vectors of a user
   * @param space {@code [N][D]}
   * @param count at most N
   */
  static Set<Integer> nearest(float[][] vectors, float[][] space, int count) {
    List<List<Integer>> lists = new ArrayList<>();
    for (float[] vector : vectors) {
      // The same pins may be near to all vectors, so each needs as many as are asked for.
      lists.add(nearest(vector, space, count));
    }
    Set<Integer> pins = new LinkedHashSet<>();
    for (int place = 0; place < count && pins.size() < count; place++) {
      for (List<Integer> list : lists) {
        if (pins.size() < count) {
          pins.add(list.get(place));
        }
      }
    }
    return pins;
  }

  private static List<Integer> nearest(float[] vector, float[][] space, int count) {
    PriorityQueue<Scored> best =
        new PriorityQueue<>(Comparator.comparingDouble(Scored::similarity));
    for (int pin = 0; pin < space.length; pin++) {
      double similarity = UserModels.dot(vector, space[pin]);
      if (best.size() < count) {
        best.add(new Scored(pin, similarity));
      } else if (similarity > best.element().similarity()) {
        best.remove();
        best.add(new Scored(pin, similarity));
      }
    }
    return best.stream()
        .sorted(
            Comparator.comparingDouble(Scored::similarity).reversed().thenComparingInt(Scored::pin))
        .map(Scored::pin)
        .toList();
  }
}
