package io.tidemark.pipelines.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * The same parameters on several devices, which learn together ("data parallel"): each has the
 * gradients of its share of a batch; the first takes their mean, is moved by the optimizer, and is
 * copied to the others.
 */
public final class ReplicatedParameters {
  private final Parameters first;
  private final List<Parameters> others;

  /**
   * @param replicas with the same names, shapes and values; the first is the optimizer's
   */
  public ReplicatedParameters(List<Parameters> replicas) {
    this.first = replicas.get(0);
    this.others = replicas.subList(1, replicas.size());
  }

  /**
   * Puts the mean of the gradients into the first, and clears those of the others; the first's are
   * the optimizer's to clear.
   *
   * @param shares how many replicas, from the first on, had a share of the batch
   */
  public void averageGradients(int shares) {
    if (shares == 1) {
      return;
    }
    first
        .all()
        .forEach(
            (name, array) -> {
              try (NDArray mean = array.getGradient()) {
                others.subList(0, shares - 1).forEach(other -> add(other.get(name), mean));
                mean.divi(shares);
              }
            });
  }

  private static void add(NDArray array, NDArray sum) {
    try (NDArray gradient = array.getGradient();
        NDArray here = gradient.toDevice(sum.getDevice(), true)) {
      sum.addi(here);
      JniUtils.zeroGrad((PtNDArray) array);
    }
  }

  /** Makes the others what the first is. */
  public void copyFirst() {
    others.forEach(other -> other.copy(first));
  }
}
