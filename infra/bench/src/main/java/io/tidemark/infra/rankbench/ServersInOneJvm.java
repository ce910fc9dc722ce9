package io.tidemark.infra.rankbench;

import io.tidemark.serving.TidemarkServing;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Several of the serving API in one JVM. Two processes of the same code differ by some percent,
 * since each compiles it as it comes; here all run the same compiled code, so that what their
 * configurations differ by is seen.
 */
final class ServersInOneJvm {
  private static final String OVERRIDE = "dw.";
  private static final String BETWEEN = ";";

  private ServersInOneJvm() {}

  /**
   * What {@link #main} is to be given for a server.
   *
   * @param overrides configuration paths and their values
   */
  static String argument(int port, Map<String, String> overrides) {
    Map<String, String> all = new TreeMap<>(overrides);
    all.put("server.applicationConnectors[0].port", Integer.toString(port));
    return all.entrySet().stream()
        .map(override -> override.getKey() + "=" + override.getValue())
        .collect(Collectors.joining(BETWEEN));
  }

  /** Starts one for each argument; they run until the process is ended. */
  public static void main(String[] args) throws Exception {
    for (String overrides : args) {
      for (String override : overrides.split(BETWEEN)) {
        String[] pathAndValue = override.split("=", 2);
        System.setProperty(OVERRIDE + pathAndValue[0], pathAndValue[1]);
      }
      TidemarkServing.main(new String[0]);
      System.getProperties().keySet().removeIf(name -> name.toString().startsWith(OVERRIDE));
    }
  }
}
