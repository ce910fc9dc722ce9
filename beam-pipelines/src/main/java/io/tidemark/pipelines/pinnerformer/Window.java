package io.tidemark.pipelines.pinnerformer;

/**
 * A stretch of a history: what the model sees of a user at once.
 *
 * @param history whose
 * @param from the first row
 * @param to one past the last, and newest, row
 */
record Window(UserHistory history, int from, int to) {
  Window {
    if (from < 0 || to <= from || to > history.size()) {
      throw new IllegalArgumentException(
          "no window from %d to %d in a history of %d".formatted(from, to, history.size()));
    }
  }

  /** The newest rows before a row. */
  static Window newest(UserHistory history, int before, int longest) {
    return new Window(history, Math.max(0, before - longest), before);
  }

  int length() {
    return to - from;
  }
}
