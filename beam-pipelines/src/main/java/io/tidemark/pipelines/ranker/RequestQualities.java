package io.tidemark.pipelines.ranker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each head did on each request, so that any mean over requests can be asked for, of resamples
 * too.
 */
final class RequestQualities {
  private static final int TOP = 3;
  private static final double SMALLEST = 1e-7;

  private final int heads;
  private final List<One[]> requests = new ArrayList<>();

  /**
   * One head on one request.
   *
   * @param hit 1 if an action of the head is in the top 3, 0 if not; not a number without any
   * @param auc not a number if all candidates are alike
   * @param logLoss the sum over candidates
   * @param predicted the sum of the probabilities
   * @param observed how many candidates have an action of the head
   * @param candidates how many there are
   */
  private record One(
      double hit, double auc, double logLoss, double predicted, int observed, int candidates) {}

  RequestQualities(int heads) {
    this.heads = heads;
  }

  /**
   * Takes a request in.
   *
   * @param probabilities {@code [N, H]}, row-major; equal ones are ordered as the candidates are
   */
  void add(RankerExample example, float[] probabilities) {
    One[] all = new One[heads];
    for (int head = 0; head < heads; head++) {
      all[head] = one(example, probabilities, head);
    }
    requests.add(all);
  }

  /** Takes all requests of another in. */
  void addAll(RequestQualities others) {
    requests.addAll(others.requests);
  }

  /** How many requests it has. */
  int size() {
    return requests.size();
  }

  private One one(RankerExample example, float[] probabilities, int head) {
    int n = example.candidates().length;
    double[] scores = new double[n];
    boolean[] labels = new boolean[n];
    int observed = 0;
    double predicted = 0;
    double logLoss = 0;
    for (int i = 0; i < n; i++) {
      scores[i] = probabilities[i * heads + head];
      labels[i] = example.isLabelled(i, head);
      observed += labels[i] ? 1 : 0;
      predicted += scores[i];
      double right = labels[i] ? scores[i] : 1 - scores[i];
      logLoss -= Math.log(Math.max(SMALLEST, right));
    }
    double hit = observed == 0 ? Double.NaN : hit(scores, labels);
    return new One(hit, auc(scores, labels, observed), logLoss, predicted, observed, n);
  }

  private static double hit(double[] scores, boolean[] labels) {
    return IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .limit(TOP)
            .anyMatch(i -> labels[i])
        ? 1
        : 0;
  }

  private static double auc(double[] scores, boolean[] labels, int observed) {
    int n = scores.length;
    if (observed == 0 || observed == n) {
      return Double.NaN;
    }
    double right = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; labels[i] && j < n; j++) {
        if (!labels[j]) {
          right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return right / ((double) observed * (n - observed));
  }

  /** A head on all requests. */
  HeadQuality quality(int head) {
    int[] once = new int[requests.size()];
    Arrays.fill(once, 1);
    long with = requests.stream().filter(all -> all[head].observed() > 0).count();
    return new HeadQuality(
        with, hitAt3(head, once), auc(head, once), logLoss(head, once), calibration(head, once));
  }

  /**
   * HIT@3 of a resample.
   *
   * @param drawn how often each request was
   */
  double hitAt3(int head, int[] drawn) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.length; i++) {
      One one = requests.get(i)[head];
      if (!Double.isNaN(one.hit())) {
        sum += drawn[i] * one.hit();
        count += drawn[i];
      }
    }
    return sum / count;
  }

  /** AUC of a resample; see {@link #hitAt3}. */
  double auc(int head, int[] drawn) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.length; i++) {
      One one = requests.get(i)[head];
      if (!Double.isNaN(one.auc())) {
        sum += drawn[i] * one.auc();
        count += drawn[i];
      }
    }
    return sum / count;
  }

  /** Log-loss of a resample; see {@link #hitAt3}. */
  double logLoss(int head, int[] drawn) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.length; i++) {
      One one = requests.get(i)[head];
      sum += drawn[i] * one.logLoss();
      count += (long) drawn[i] * one.candidates();
    }
    return sum / count;
  }

  /** Predicted over observed, of a resample; see {@link #hitAt3}. */
  double calibration(int head, int[] drawn) {
    double predicted = 0;
    double observed = 0;
    for (int i = 0; i < drawn.length; i++) {
      One one = requests.get(i)[head];
      predicted += drawn[i] * one.predicted();
      observed += drawn[i] * one.observed();
    }
    return observed == 0 ? Double.NaN : predicted / observed;
  }
}
