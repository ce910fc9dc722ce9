package io.tidemark.experiments.file;

import java.util.List;
import java.util.stream.Collectors;

/** A file of experiments that cannot be used, with everything that was found wrong in it. */
public final class ExperimentsFileException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<FileProblem> problems;

  ExperimentsFileException(List<FileProblem> problems) {
    super(problems.stream().map(FileProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the file. */
  public List<FileProblem> problems() {
    return problems;
  }
}
