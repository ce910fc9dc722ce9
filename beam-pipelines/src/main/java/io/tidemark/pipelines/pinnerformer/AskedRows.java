package io.tidemark.pipelines.pinnerformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * The rows of a batch of windows whose embeddings are asked for: nothing behind the last attention
 * mixes rows, so the last layer computes no others. In that attention each user has S queries, the
 * most that one of them has rows; a user with fewer also asks for their first row, which nobody
 * reads.
 *
 * @param users B
 * @param rows {@code [R]}, {@code user * T + row}
 * @param queries {@code [B * S]}, the row in its user's window that each query is
 * @param queryRows {@code [B * S]}, the same as {@code user * T + row}
 * @param places {@code [R]}, each row's query, {@code user * S + query}
 */
record AskedRows(int users, long[] rows, long[] queries, long[] queryRows, long[] places) {

  /**
   * Any rows, of each user as many as they like.
   *
   * @param users B
   * @param longest T
   * @param rows {@code [R]}, {@code user * T + row}
   */
  static AskedRows of(int users, int longest, long... rows) {
    int[] counts = new int[users];
    for (long row : rows) {
      counts[(int) (row / longest)]++;
    }
    int most = Arrays.stream(counts).max().orElse(0);
    Arrays.fill(counts, 0);
    long[] queries = new long[users * most];
    long[] queryRows = new long[users * most];
    for (int i = 0; i < queryRows.length; i++) {
      queryRows[i] = (long) (i / most) * longest;
    }
    long[] places = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int user = (int) (rows[i] / longest);
      int place = user * most + counts[user]++;
      queries[place] = rows[i] % longest;
      queryRows[place] = rows[i];
      places[i] = place;
    }
    return new AskedRows(users, rows, queries, queryRows, places);
  }

  /**
   * Each user's newest row.
   *
   * @param longest T
   * @param lengths {@code [B]} of the windows
   */
  static AskedRows newest(int longest, long... lengths) {
    long[] rows = new long[lengths.length];
    for (int user = 0; user < rows.length; user++) {
      rows[user] = (long) user * longest + lengths[user] - 1;
    }
    return of(lengths.length, longest, rows);
  }

  Tensors tensors(NDManager manager) {
    return new Tensors(
        manager.create(rows),
        manager.create(queries, new Shape(users, queries.length / users)),
        manager.create(queryRows),
        manager.create(places));
  }

  /** The same as tensors; the queries {@code [B, S]}. */
  record Tensors(NDArray rows, NDArray queries, NDArray queryRows, NDArray places) {}
}
