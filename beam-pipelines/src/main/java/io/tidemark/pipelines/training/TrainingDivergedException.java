package io.tidemark.pipelines.training;

/** A loss or gradient stopped being a number: what was learned so far must not be exported. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingDivergedException(String detail) {
    super(detail + ": lower the learning rate or look for extreme input vectors");
  }
}
