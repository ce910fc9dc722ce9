package io.tidemark.pipelines.ranker;

/** What configurations check of their fields; the message names the field. */
final class ConfigChecks {
  private ConfigChecks() {}

  static void atLeast(int least, String field, int value) {
    require(value >= least, field + " must be at least %s: %s", least, value);
  }

  static void share(String field, double value) {
    require(value >= 0 && value <= 1, field + " must be in [0, 1]: %s", value);
  }

  static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
