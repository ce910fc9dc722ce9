package io.tidemark.infra.rankbench;

import io.tidemark.infra.stack.LocalStack;
import io.tidemark.infra.stack.TidemarkHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the API is started.
 *
 * @param folder for its log
 * @param jvmFlags such as {@code -Xmx512m}
 * @param overrides configuration paths and their values
 */
record ServerSettings(
    TidemarkHome home,
    LocalStack stack,
    Path folder,
    List<String> jvmFlags,
    Map<String, String> overrides) {
  /** The same with another value of the configuration. */
  ServerSettings with(String path, String value) {
    Map<String, String> more = new TreeMap<>(overrides);
    more.put(path, value);
    return new ServerSettings(home, stack, folder, jvmFlags, more);
  }

  /** The same with other flags of the JVM. */
  ServerSettings withJvmFlags(List<String> flags) {
    return new ServerSettings(home, stack, folder, flags, overrides);
  }

  ApiServer start() throws InterruptedException {
    return ApiServer.start(this);
  }
}
