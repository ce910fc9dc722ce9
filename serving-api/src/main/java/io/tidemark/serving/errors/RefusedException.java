package io.tidemark.serving.errors;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request that is answered with an error on purpose.
 *
 * <p>Carries no stack trace: it is an everyday outcome, not a fault of the program.
 */
public final class RefusedException extends RuntimeException {
  private final transient List<Problem> problems;
  private final transient Optional<Duration> retryAfter;

  private RefusedException(List<Problem> problems, Optional<Duration> retryAfter) {
    super(problems.get(0).message(), null, false, false);
    this.problems = List.copyOf(problems);
    this.retryAfter = retryAfter;
  }

  /**
   * A request with problems, the first of which decides the status.
   *
   * @param problems at least one
   */
  public static RefusedException because(List<Problem> problems) {
    return new RefusedException(problems, Optional.empty());
  }

  /** A request whose field, or whole if {@code field} is null, is wrong. */
  public static RefusedException because(ErrorCode code, String field, String message, String fix) {
    return because(List.of(new Problem(code, field, message, fix)));
  }

  /** A request that may be sent again as it is, after that time. */
  public static RefusedException tryLater(
      ErrorCode code, String message, String fix, Duration retryAfter) {
    return new RefusedException(
        List.of(new Problem(code, null, message, fix)), Optional.of(retryAfter));
  }

  /** What is wrong, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** When to try again, if trying again can help. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
