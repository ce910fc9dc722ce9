package io.tidemark.pipelines.pins;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.ejml.sparse.csc.CommonOps_DSCC;

/**
 * The largest singular values of a sparse matrix and their left vectors, by randomised subspace
 * iteration (Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1).
 *
 * @param left {@code [N, K]}, orthonormal columns
 * @param values {@code [K]}, descending
 */
record RandomisedSvd(DMatrixRMaj left, double[] values) {
  /** Directions beyond those asked for, which the rest of the spectrum leaks into. */
  private static final int OVERSAMPLING = 16;

  /** Passes over the matrix that sharpen the spectrum; PPMI spectra fall off slowly. */
  private static final int POWER_ITERATIONS = 4;

  /**
   * Decomposes {@code matrix [N, N]} to the rank asked for, or to N if that is smaller. One seed
   * gives one result.
   */
  static RandomisedSvd of(DMatrixSparseCSC matrix, int rank, long seed) {
    int pins = matrix.numRows;
    int kept = Math.min(rank, pins);
    int width = Math.min(rank + OVERSAMPLING, pins);
    DMatrixRMaj projection =
        RandomMatrices_DDRM.rectangleGaussian(pins, width, 0, 1, new Random(seed));
    DMatrixRMaj range = orthonormal(CommonOps_DSCC.mult(matrix, projection, null));
    for (int pass = 0; pass < POWER_ITERATIONS; pass++) {
      DMatrixRMaj corange = orthonormal(CommonOps_DSCC.multTransA(matrix, range, null, null));
      range = orthonormal(CommonOps_DSCC.mult(matrix, corange, null));
    }
    // With A' Q = W R, Q' A = R' W', so that the small R' has the singular values of Q' A.
    QRDecomposition<DMatrixRMaj> qr =
        decompose(CommonOps_DSCC.multTransA(matrix, range, null, null));
    DMatrixRMaj small = CommonOps_DDRM.transpose(qr.getR(null, true), null);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(width, width, true, false, true);
    if (!svd.decompose(small)) {
      throw new ArithmeticException("the decomposition of the pins' counts did not converge");
    }
    DMatrixRMaj rotation = svd.getU(null, false);
    double[] values = svd.getSingularValues();
    SingularOps_DDRM.descendingOrder(rotation, false, values, width, null, false);

    DMatrixRMaj left = new DMatrixRMaj(pins, width);
    CommonOps_DDRM.mult(range, rotation, left);
    double[] largest = new double[kept];
    System.arraycopy(values, 0, largest, 0, kept);
    return new RandomisedSvd(CommonOps_DDRM.extract(left, 0, pins, 0, kept), largest);
  }

  private static DMatrixRMaj orthonormal(DMatrixRMaj matrix) {
    return decompose(matrix).getQ(null, true);
  }

  /** A matrix of lower rank is reported as a failure, but its Q is orthonormal all the same. */
  private static QRDecomposition<DMatrixRMaj> decompose(DMatrixRMaj matrix) {
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
    qr.decompose(matrix);
    return qr;
  }
}
