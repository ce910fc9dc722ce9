package io.tidemark.pipelines.pins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.ops.DConvertMatrixStruct;
import org.ejml.simple.SimpleMatrix;
import org.ejml.simple.SimpleSVD;
import org.ejml.sparse.csc.RandomMatrices_DSCC;
import org.junit.jupiter.api.Test;

class RandomisedSvdTest {
  @Property(tries = 30)
  void findsTheLargestSingularValuesOfTheDenseDecomposition(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int pins) {
    DMatrixSparseCSC sparse = sparse(pins, seed);
    RandomisedSvd svd = RandomisedSvd.of(sparse, 8, 1);
    SimpleSVD<SimpleMatrix> dense = dense(sparse).svd();
    assertThat(svd.values()).hasSize(Math.min(8, pins));
    for (int i = 0; i < svd.values().length; i++) {
      double expected = dense.getSingleValue(i);
      assertThat(svd.values()[i]).isCloseTo(expected, within(0.02 * expected + 1e-9));
    }
    DMatrixRMaj gram = new DMatrixRMaj(svd.values().length, svd.values().length);
    CommonOps_DDRM.multTransA(svd.left(), svd.left(), gram);
    assertThat(MatrixFeatures_DDRM.isIdentity(gram, 1e-9)).isTrue();
  }

  @Test
  void aMatrixOfThatRankIsRebuiltExactly() {
    // A = L R of rank 3, so that U U' A = A.
    SimpleMatrix left = SimpleMatrix.random_DDRM(40, 3, -1, 1, new Random(1));
    SimpleMatrix right = SimpleMatrix.random_DDRM(3, 40, -1, 1, new Random(2));
    SimpleMatrix matrix = left.mult(right);
    RandomisedSvd svd =
        RandomisedSvd.of(
            DConvertMatrixStruct.convert(matrix.getDDRM(), (DMatrixSparseCSC) null, 0), 3, 7);
    SimpleMatrix basis = SimpleMatrix.wrap(svd.left());
    assertThat(basis.mult(basis.transpose()).mult(matrix).isIdentical(matrix, 1e-9)).isTrue();
    SimpleSVD<SimpleMatrix> dense = matrix.svd();
    for (int i = 0; i < 3; i++) {
      assertThat(svd.values()[i]).isCloseTo(dense.getSingleValue(i), within(1e-9));
    }
  }

  @Test
  void oneSeedGivesOneResult() {
    DMatrixSparseCSC matrix = sparse(50, 3);
    assertThat(RandomisedSvd.of(matrix, 8, 5).left().data)
        .isEqualTo(RandomisedSvd.of(matrix, 8, 5).left().data);
  }

  private static DMatrixSparseCSC sparse(int pins, long seed) {
    return RandomMatrices_DSCC.rectangle(
        pins, pins, Math.max(1, pins * pins / 5), 0, 1, new Random(seed));
  }

  private static SimpleMatrix dense(DMatrixSparseCSC sparse) {
    return SimpleMatrix.wrap(DConvertMatrixStruct.convert(sparse, (DMatrixRMaj) null));
  }
}
