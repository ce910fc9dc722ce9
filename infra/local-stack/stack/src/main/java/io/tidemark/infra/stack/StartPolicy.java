package io.tidemark.infra.stack;

/**
 * How components are started.
 *
 * @param defaultPorts whether to try the default ports first; else any free ones
 * @param endWithThisJvm whether they are to end when this JVM does, however it ends
 */
record StartPolicy(boolean defaultPorts, boolean endWithThisJvm) {
  /** For the command line: known ports, and components that outlive the command. */
  static final StartPolicy DETACHED = new StartPolicy(true, false);

  /** For tests: nothing shared, nothing left behind. */
  static final StartPolicy OWNED = new StartPolicy(false, true);
}
