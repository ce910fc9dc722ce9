package io.tidemark.experiments.readout;

import java.util.Arrays;

/**
 * Arms whose requests are spread over segments.
 *
 * @param above {@code [arms][segments]} what is above the line
 * @param requests {@code [arms][segments]} how many requests there were
 */
record FreshnessMix(double[][] above, double[][] requests) {
  boolean isKnown(int arm) {
    return total(arm) > 0;
  }

  /** The share of an arm's requests that a segment has; 0 of an arm without requests. */
  double share(int arm, int segment) {
    return isKnown(arm) ? requests[arm][segment] / total(arm) : 0;
  }

  Readout.MixView compare(String name, int arm, int control) {
    double byMix = 0;
    double atEqual = 0;
    for (int segment = 0; segment < requests[arm].length; segment++) {
      double rate = rate(arm, control, segment);
      double base = rate(control, arm, segment);
      double share = share(arm, segment);
      double baseShare = share(control, segment);
      byMix += (share - baseShare) * (rate + base) / 2;
      atEqual += (rate - base) * (share + baseShare) / 2;
    }
    return new Readout.MixView(name, byMix + atEqual, byMix, atEqual);
  }

  /** What an arm has a request in a segment; the other arm's if it has no request there. */
  private double rate(int arm, int other, int segment) {
    if (requests[arm][segment] > 0) {
      return above[arm][segment] / requests[arm][segment];
    }
    return requests[other][segment] > 0 ? above[other][segment] / requests[other][segment] : 0;
  }

  private double total(int arm) {
    return Arrays.stream(requests[arm]).sum();
  }
}
