package io.tidemark.pipelines.realtime;

import static java.util.Objects.requireNonNull;

/**
 * How a stream is, for its supervisor.
 *
 * @param status whether it does its work
 * @param detail why, for people
 */
record StreamHealth(Status status, String detail) {
  enum Status {
    STARTING,
    UP,
    DOWN
  }

  StreamHealth {
    requireNonNull(status, "status is null");
    requireNonNull(detail, "detail is null");
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
