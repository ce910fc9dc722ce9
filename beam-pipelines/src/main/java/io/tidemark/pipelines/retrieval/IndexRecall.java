package io.tidemark.pipelines.retrieval;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What share of the truly nearest pins an index finds.
 *
 * @param at how many nearest pins are looked for
 * @param recall the mean over the questions, 0 to 1
 */
record IndexRecall(int at, double recall) {

  /**
   * Compares an index with looking at every pin.
   *
   * @param questions vectors of that space
   */
  static IndexRecall of(
      IndexSearch index, IndexedPins pins, String space, float[][] questions, int at)
      throws IOException {
    double sum = 0;
    for (float[] question : questions) {
      List<String> found = index.nearest(space, question, at);
      sum += share(found, trulyNearest(pins, space, question, at));
    }
    return new IndexRecall(at, sum / questions.length);
  }

  /** The ids of the truly nearest pins. */
  static Set<String> trulyNearest(IndexedPins pins, String space, float[] question, int at) {
    record Scored(int pin, float similarity) {}
    PriorityQueue<Scored> best =
        new PriorityQueue<>(Comparator.comparingDouble(Scored::similarity));
    float[][] vectors = pins.spaces().get(space);
    for (int pin = 0; pin < vectors.length; pin++) {
      float similarity = dot(vectors[pin], question);
      if (best.size() < at) {
        best.add(new Scored(pin, similarity));
      } else if (similarity > best.element().similarity()) {
        best.remove();
        best.add(new Scored(pin, similarity));
      }
    }
    Set<String> ids = new HashSet<>();
    best.forEach(scored -> ids.add(pins.ids().get(scored.pin())));
    return ids;
  }

  static double share(List<String> found, Set<String> wanted) {
    return (double) found.stream().filter(wanted::contains).count() / wanted.size();
  }

  /** Every so-manyth pin's vector: questions as medoids and live pins ask them. */
  static float[][] evenlySpread(float[][] vectors, int count) {
    int step = Math.max(1, vectors.length / count);
    float[][] questions = new float[Math.min(count, (vectors.length + step - 1) / step)][];
    Arrays.setAll(questions, i -> vectors[i * step]);
    return questions;
  }

  private static float dot(float[] one, float[] other) {
    // Four sums at once, so that they do not wait for each other.
    float[] sums = new float[4];
    int i = 0;
    for (; i + 3 < one.length; i += 4) {
      sums[0] += one[i] * other[i];
      sums[1] += one[i + 1] * other[i + 1];
      sums[2] += one[i + 2] * other[i + 2];
      sums[3] += one[i + 3] * other[i + 3];
    }
    for (; i < one.length; i++) {
      sums[0] += one[i] * other[i];
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
  }
}
