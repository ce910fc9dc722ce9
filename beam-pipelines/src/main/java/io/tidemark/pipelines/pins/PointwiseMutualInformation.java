package io.tidemark.pipelines.pins;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.data.DMatrixSparseTriplet;
import org.ejml.ops.DConvertMatrixStruct;

/**
 * The shifted positive pointwise mutual information of pins and their neighbours (Levy, Goldberg,
 * Dagan 2015, "Improving Distributional Similarity with Lessons Learned from Word Embeddings",
 * sections 2.1, 3.1 and 3.2), as a sparse matrix {@code M [N, N]}, row = pin, column = context:
 *
 * <pre>M(i, j) = max(0, log(#(i, j) * sum_c #(c)^a / (#(i) * #(j)^a)) - log k)</pre>
 *
 * where {@code #(i, j)} is the pair's count in both directions, {@code #(i)} its row's sum, {@code
 * a} the context smoothing and {@code k} the shift.
 */
final class PointwiseMutualInformation {
  private PointwiseMutualInformation() {}

  /**
   * The matrix, its rows' indices sorted; the same for counts in any order.
   *
   * @param counts each unordered pair once, every id in {@code indexes}
   * @param indexes the row of each pin, {@code 0 .. N-1}
   */
  static DMatrixSparseCSC of(
      List<NeighbourCount> counts,
      Map<String, Integer> indexes,
      double contextSmoothing,
      double shift) {
    int pins = indexes.size();
    long[] sums = new long[pins];
    for (NeighbourCount count : counts) {
      sums[indexes.get(count.first())] += count.weight();
      sums[indexes.get(count.second())] += count.weight();
    }
    double[] logContexts = new double[pins];
    double total = 0;
    for (int pin = 0; pin < pins; pin++) {
      logContexts[pin] = contextSmoothing * Math.log(sums[pin]);
      total += Math.pow(sums[pin], contextSmoothing);
    }
    double offset = Math.log(total) - Math.log(shift);

    DMatrixSparseTriplet entries = new DMatrixSparseTriplet(pins, pins, 2 * counts.size());
    counts.stream()
        .sorted(Comparator.comparing(NeighbourCount::first).thenComparing(NeighbourCount::second))
        .forEach(
            count -> {
              int first = indexes.get(count.first());
              int second = indexes.get(count.second());
              double logCount = Math.log(count.weight()) + offset;
              addIfPositive(
                  entries, first, second, logCount - Math.log(sums[first]) - logContexts[second]);
              addIfPositive(
                  entries, second, first, logCount - Math.log(sums[second]) - logContexts[first]);
            });
    DMatrixSparseCSC matrix = DConvertMatrixStruct.convert(entries, (DMatrixSparseCSC) null);
    matrix.sortIndices(null);
    return matrix;
  }

  private static void addIfPositive(
      DMatrixSparseTriplet entries, int row, int column, double information) {
    if (information > 0) {
      entries.addItem(row, column, information);
    }
  }
}
