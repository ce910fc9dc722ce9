package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

/**
 * How a stream is, for its supervisor.
 *
 * @param status whether it does its work
 * @param detail why, for people
 */
record StreamHealth(Status status, String detail) {
  /** Better ones first. */
  enum Status {
    UP,
    STARTING,
    DOWN
  }

  StreamHealth {
    requireNonNull(status, "status is null");
    requireNonNull(detail, "detail is null");
  }

  /** A process is as well as the worse of two parts of it. */
  StreamHealth and(StreamHealth other) {
    return new StreamHealth(
        status.compareTo(other.status) >= 0 ? status : other.status, detail + "; " + other.detail);
  }

  static StreamHealth starting(String detail) {
    return new StreamHealth(Status.STARTING, detail);
  }

  static StreamHealth up(String detail) {
    return new StreamHealth(Status.UP, detail);
  }

  static StreamHealth down(String detail) {
    return new StreamHealth(Status.DOWN, detail);
  }
}
