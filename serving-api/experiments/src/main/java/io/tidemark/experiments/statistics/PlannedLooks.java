package io.tidemark.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Intervals for somebody who looks at times that are known before, such as every day until the end:
 * tighter than those that hold whenever somebody looks, and wrong in exactly {@code alpha} of all
 * experiments in all looks together. Each look spends a part of alpha (Lan and DeMets, "Discrete
 * sequential boundaries for clinical trials", Biometrika 1983, with the function that resembles
 * O'Brien and Fleming's); how far is too far at each follows by integration over the paths that did
 * not go too far before (Armitage, McPherson and Rowe 1969; Jennison and Turnbull, "Group
 * Sequential Methods", chapter 19).
 */
public final class PlannedLooks {
  /** Points of Simpson's rule, odd. */
  private static final int POINTS = 401;

  /** Nothing is ever this many standard errors away by chance. */
  private static final double FAR = 8;

  private static final double LEAST_SPENT = 1e-13;
  private static final double PRECISION = 1e-9;

  private PlannedLooks() {}

  /**
   * How many standard errors away is too far, at each look.
   *
   * @param elapsed of the planned time at each look, rising, more than 0 up to 1
   * @param information at each look, rising: the number of users, or one over the variance; only
   *     its proportions count
   * @param alpha how often all looks together may be wrong
   */
  public static double[] criticalValues(double[] elapsed, double[] information, double alpha) {
    requireRising("elapsed", elapsed);
    requireRising("information", information);
    if (elapsed.length != information.length || elapsed[elapsed.length - 1] > 1) {
      throw new IllegalArgumentException("elapsed goes beyond 1, or is not one a look");
    }
    double[] critical = new double[elapsed.length];
    Density density = null;
    double spentBefore = 0;
    for (int look = 0; look < critical.length; look++) {
      double spent = spent(elapsed[look], alpha);
      double toSpend = spent - spentBefore;
      double step = Math.sqrt(information[look] - (look == 0 ? 0 : information[look - 1]));
      double scale = Math.sqrt(information[look]);
      Density before = density;
      if (toSpend < LEAST_SPENT) {
        critical[look] = FAR;
      } else {
        UnivariateFunction tooMuch =
            z -> (before == null ? 2 * below(-z) : before.leaving(z * scale, step)) - toSpend;
        critical[look] =
            tooMuch.value(FAR) > 0 ? FAR : new BrentSolver(PRECISION).solve(200, tooMuch, 0, FAR);
      }
      density =
          before == null
              ? Density.first(critical[look] * scale, scale)
              : before.next(critical[look] * scale, step);
      spentBefore = spent;
    }
    return critical;
  }

  /** Both sides together; each spends half of alpha. */
  private static double spent(double elapsed, double alpha) {
    return 4 * below(-Difference.normalQuantile(1 - alpha / 4) / Math.sqrt(elapsed));
  }

  private static double below(double z) {
    return Difference.normalProbability(z);
  }

  private static void requireRising(String name, double[] values) {
    double last = 0;
    for (double value : values) {
      if (!(value > last)) {
        throw new IllegalArgumentException(name + " does not rise: " + Arrays.toString(values));
      }
      last = value;
    }
    if (values.length == 0) {
      throw new IllegalArgumentException(name + " is empty");
    }
  }

  /**
   * How likely the paths are that have not gone too far, by where they are.
   *
   * @param at {@code [POINTS]} places, equally far from each other
   * @param weighted the density at each, times the weight that Simpson's rule gives it
   */
  private record Density(double[] at, double[] weighted) {
    static Density first(double bound, double scale) {
      return of(bound, place -> normal(place / scale) / scale);
    }

    Density next(double bound, double step) {
      return of(
          bound,
          place -> {
            double sum = 0;
            for (int i = 0; i < at.length; i++) {
              sum += weighted[i] * normal((place - at[i]) / step);
            }
            return sum / step;
          });
    }

    /** The probability that a path which was still in is beyond the bound after the next step. */
    double leaving(double bound, double step) {
      double sum = 0;
      for (int i = 0; i < at.length; i++) {
        sum += weighted[i] * (below((at[i] - bound) / step) + below((-bound - at[i]) / step));
      }
      return sum;
    }

    private static Density of(double bound, UnivariateFunction density) {
      double[] at = new double[POINTS];
      double[] weighted = new double[POINTS];
      double width = 2 * bound / (POINTS - 1);
      for (int i = 0; i < POINTS; i++) {
        at[i] = -bound + i * width;
        double simpson = i == 0 || i == POINTS - 1 ? 1 : i % 2 == 1 ? 4 : 2;
        weighted[i] = density.value(at[i]) * simpson * width / 3;
      }
      return new Density(at, weighted);
    }

    private static double normal(double z) {
      return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
  }
}
