package io.tidemark.experiments.file;

/** One problem on its way from where it is found to where they are collected. */
final class InvalidFieldException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient FileProblem problem;

  InvalidFieldException(FileProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  FileProblem problem() {
    return problem;
  }
}
