package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixSparseCSC;
import org.junit.jupiter.api.Test;

class PointwiseMutualInformationTest {
  private static final Map<String, Integer> INDEXES = Map.of("a", 0, "b", 1, "c", 2, "d", 3);
  private static final List<NeighbourCount> COUNTS =
      List.of(
          new NeighbourCount("a", "b", 8),
          new NeighbourCount("a", "c", 2),
          new NeighbourCount("b", "c", 1),
          new NeighbourCount("c", "d", 3));

  @Test
  void agreesWithTheFormulaWrittenOutDensely() {
    double[][] counts = {{0, 8, 2, 0}, {8, 0, 1, 0}, {2, 1, 0, 3}, {0, 0, 3, 0}};
    for (double smoothing : new double[] {0.75, 1}) {
      for (double shift : new double[] {1, 1.5}) {
        DMatrixSparseCSC sparse = PointwiseMutualInformation.of(COUNTS, INDEXES, smoothing, shift);
        for (int row = 0; row < 4; row++) {
          for (int column = 0; column < 4; column++) {
            assertThat(sparse.get(row, column))
                .isCloseTo(dense(counts, row, column, smoothing, shift), within(1e-12));
          }
        }
      }
    }
  }

  private static double dense(
      double[][] counts, int row, int column, double smoothing, double shift) {
    double total = 0;
    double rowSum = 0;
    double columnSum = 0;
    for (int i = 0; i < 4; i++) {
      double sum = 0;
      for (int j = 0; j < 4; j++) {
        sum += counts[i][j];
      }
      total += Math.pow(sum, smoothing);
      rowSum += counts[row][i];
      columnSum += counts[i][column];
    }
    double share = counts[row][column] / rowSum;
    double chance = Math.pow(columnSum, smoothing) / total;
    return counts[row][column] == 0 ? 0 : Math.max(0, Math.log(share / chance) - Math.log(shift));
  }

  @Test
  void theOrderOfTheCountsDoesNotMatter() {
    DMatrixSparseCSC forward = PointwiseMutualInformation.of(COUNTS, INDEXES, 0.75, 1);
    List<NeighbourCount> shuffled =
        List.of(COUNTS.get(2), COUNTS.get(0), COUNTS.get(3), COUNTS.get(1));
    DMatrixSparseCSC backward = PointwiseMutualInformation.of(shuffled, INDEXES, 0.75, 1);
    assertThat(backward.nz_values).isEqualTo(forward.nz_values);
    assertThat(backward.nz_rows).isEqualTo(forward.nz_rows);
  }
}
