package io.tidemark.serving.models;

/**
 * A request with the average of the user's interests beside.
 *
 * @param input all but that
 * @param average {@code [P]}, of norm 1, or zeros if the user has none
 */
public record WithInterests(RankerInput input, float[] average) implements RankerInput {
  @Override
  public int candidates() {
    return input.candidates();
  }

  @Override
  public int liveRows() {
    return input.liveRows();
  }

  @Override
  public void writeTo(InputRow row, int from, int to) throws ScoringException {
    input.writeTo(row, from, to);
    row.interests(average);
  }
}
