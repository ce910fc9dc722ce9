package io.tidemark.pipelines.pinnersage;

/**
 * How far apart two clusters are, by Lance and Williams: the distance of a union from a third
 * cluster out of those of its parts. Both are reducible, which is what the chain of nearest
 * neighbours needs.
 */
public enum Linkage {
  /** Twice the growth of the sum of squares, from squared Euclidean distances. */
  WARD {
    @Override
    double ofPoints(double squared, int sizeOne, int sizeOther) {
      return 2.0 * sizeOne * sizeOther / ((double) sizeOne + sizeOther) * squared;
    }

    @Override
    double ofUnion(
        double gone, double kept, double between, double sizeGone, double sizeKept, double size) {
      return ((sizeGone + size) * gone + (sizeKept + size) * kept - size * between)
          / (sizeGone + sizeKept + size);
    }
  },

  /** The squared Euclidean distance of the two members that are furthest apart. */
  COMPLETE {
    @Override
    double ofPoints(double squared, int sizeOne, int sizeOther) {
      return squared;
    }

    @Override
    double ofUnion(
        double gone, double kept, double between, double sizeGone, double sizeKept, double size) {
      return Math.max(gone, kept);
    }
  };

  /**
   * The distance of two points that each stand for so many equal ones.
   *
   * @param squared their squared Euclidean distance
   */
  abstract double ofPoints(double squared, int sizeOne, int sizeOther);

  /**
   * The distance of a union from a third cluster.
   *
   * @param gone of its one part
   * @param kept of its other part
   * @param between the parts
   * @param sizeGone of the one part
   * @param sizeKept of the other
   * @param size of the third cluster
   */
  abstract double ofUnion(
      double gone, double kept, double between, double sizeGone, double sizeKept, double size);
}
