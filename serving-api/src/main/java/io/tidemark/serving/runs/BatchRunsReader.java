package io.tidemark.serving.runs;

/** Where it is known how the daily workflow went. */
@FunctionalInterface
public interface BatchRunsReader {
  /** How it went, as far as it is known: unknown with the reason, rather than an exception. */
  BatchRuns read();
}
