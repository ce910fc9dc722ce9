package io.tidemark.serving.experiments;

import io.tidemark.experiments.file.FileProblem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with the file of experiments.
 *
 * @param path empty if none is configured
 * @param lookedAt when it was looked at last
 * @param loadedAt when the experiments that run were loaded; empty if none ever were
 * @param problems why the file that is there now is not what runs; empty if it is
 */
public record FileReport(
    Optional<String> path,
    Optional<Instant> lookedAt,
    Optional<Instant> loadedAt,
    List<FileProblem> problems) {
  public FileReport {
    problems = List.copyOf(problems);
  }
}
