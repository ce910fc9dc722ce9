package io.tidemark.infra.stack;

import java.util.List;
import java.util.Map;

/**
 * How components are started.
 *
 * @param defaultPorts whether to try the default ports first; else any free ones
 * @param endWithThisJvm whether they are to end when this JVM does, however it ends
 * @param jvmFlags of some components, instead of those for a laptop
 */
record StartPolicy(
    boolean defaultPorts, boolean endWithThisJvm, Map<Component, List<String>> jvmFlags) {
  /** For the command line: known ports, and components that outlive the command. */
  static final StartPolicy DETACHED = new StartPolicy(true, false, Map.of());

  /** For tests: nothing shared, nothing left behind. */
  static final StartPolicy OWNED = owned(Map.of());

  /** For tests and benchmarks: the same, with some components' JVM flags. */
  static StartPolicy owned(Map<Component, List<String>> jvmFlags) {
    return new StartPolicy(false, true, jvmFlags);
  }
}
