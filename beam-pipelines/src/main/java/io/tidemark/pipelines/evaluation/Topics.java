package io.tidemark.pipelines.evaluation;

import io.tidemark.pipelines.pins.PinVectors;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/** What pins are about, where the data do not say: k-means of their vectors. */
public final class Topics {
  private static final int ITERATIONS = 30;

  private Topics() {}

  /** A pin as a point. */
  private record Point(int pin, double[] vector) implements Clusterable {
    @Override
    public double[] getPoint() {
      return vector;
    }
  }

  /**
   * The topic of each pin, in {@code [0, count)}.
   *
   * @param count of topics; as many as pins if there are fewer
   */
  public static int[] of(PinVectors pins, int count, long seed) {
    List<Point> points = new ArrayList<>();
    for (int pin = 0; pin < pins.size(); pin++) {
      float[] vector = pins.vector(pin);
      double[] point = new double[vector.length];
      for (int i = 0; i < point.length; i++) {
        point[i] = vector[i];
      }
      points.add(new Point(pin, point));
    }
    List<CentroidCluster<Point>> clusters =
        new KMeansPlusPlusClusterer<Point>(
                Math.min(count, points.size()),
                ITERATIONS,
                new EuclideanDistance(),
                new Well19937c(seed))
            .cluster(points);
    int[] topics = new int[points.size()];
    for (int topic = 0; topic < clusters.size(); topic++) {
      for (Point point : clusters.get(topic).getPoints()) {
        topics[point.pin()] = topic;
      }
    }
    return topics;
  }
}
