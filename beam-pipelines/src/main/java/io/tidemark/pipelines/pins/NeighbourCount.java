package io.tidemark.pipelines.pins;

/**
 * How often two pins stood in each other's neighbourhood.
 *
 * @param first the smaller id of the two
 * @param second the greater id
 * @param weight the sum over all meetings, nearer ones counting more; see {@link CountNeighbours}
 */
record NeighbourCount(String first, String second, long weight) {}
