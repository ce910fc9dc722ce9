package io.tidemark.serving.models;

/** One request, as something that can be written into the ranker's input. */
public interface RankerInput {
  /** N, how many candidates there are to score. */
  int candidates();

  /** T, how many rows the live actions take, at least one. */
  int liveRows();

  /**
   * Writes the request, of its candidates only some. The row is all zeros before: what is not
   * written is absent.
   *
   * @param row where to
   * @param from the first candidate to write; it goes to place 0
   * @param to the first candidate not to write any more
   * @throws ScoringException if a vector is not as wide as the ranker takes it
   */
  void writeTo(InputRow row, int from, int to) throws ScoringException;
}
