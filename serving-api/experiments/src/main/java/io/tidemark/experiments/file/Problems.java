package io.tidemark.experiments.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Problems as they are found, so that one does not hide the next. */
final class Problems {
  /** The most that are told at once. */
  private static final int MOST = 50;

  private final List<FileProblem> found = new ArrayList<>();

  /** Something that reads a part of the file. */
  @FunctionalInterface
  interface Part<T> {
    T read() throws InvalidFieldException;
  }

  /** Reads a part; empty if there is a problem in it, which is kept. */
  <T> Optional<T> collect(Part<T> part) {
    try {
      return Optional.of(part.read());
    } catch (InvalidFieldException invalid) {
      add(invalid);
      return Optional.empty();
    }
  }

  void add(InvalidFieldException invalid) {
    if (found.size() < MOST) {
      found.add(invalid.problem());
    }
  }

  /**
   * @throws ExperimentsFileException if there are any
   */
  void throwIfAny() throws ExperimentsFileException {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(FileProblem::line).thenComparing(FileProblem::column));
      throw new ExperimentsFileException(found);
    }
  }
}
