package io.tidemark.infra.rankbench;

/**
 * How large the made-up world is.
 *
 * @param candidates N of a request
 * @param actions T, live actions of a user
 * @param users that rank in turn
 * @param pins to choose candidates from
 * @param width of pin vectors and user embeddings
 */
record Scale(int candidates, int actions, int users, int pins, int width) {
  Scale {
    if (candidates < 1 || actions < 0 || users < 1 || width < 1) {
      throw new IllegalArgumentException("candidates, users and width are to be 1 or more");
    }
    if (pins < candidates) {
      throw new IllegalArgumentException(
          "%d pins are too few for %d candidates".formatted(pins, candidates));
    }
  }

  String pin(int i) {
    return "bench-pin-" + i;
  }

  String user(int i) {
    return "bench-user-" + i;
  }
}
