package io.tidemark.pipelines.pinnerformer;

/**
 * A window with what some of its rows are to predict.
 *
 * @param window what the model sees
 * @param rows {@code [R]}, row of the window that predicts, 0 the oldest
 * @param labels {@code [R]}, index of the pin that is predicted
 */
record LabelledWindow(Window window, int[] rows, int[] labels) {
  int pairs() {
    return rows.length;
  }
}
