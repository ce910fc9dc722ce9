package io.tidemark.pipelines.importing;

import java.io.IOException;

/** Reads one file's rows in order. */
interface RowReader {
  /** Takes what a file holds, row by row. */
  interface Rows {
    void row(SourceRow row) throws IOException;

    void reject(Reject reject) throws IOException;
  }

  /**
   * Looks whether the file is what the descriptor says, without reading all of it.
   *
   * @throws io.tidemark.pipelines.storage.JobFailedException if it is not
   */
  default void check() throws IOException {}

  /**
   * Reads to the end.
   *
   * @throws io.tidemark.pipelines.storage.JobFailedException if the file as a whole is not what the
   *     descriptor says
   */
  void read(Rows rows) throws IOException;
}
