package io.tidemark.pipelines.realtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that make Flink inside one small JVM fast and durable, so that users of the streams
 * need not know them. A flag that is given wins; a {@code --flinkConfDir} replaces all of {@link
 * #FLINK}.
 *
 * <p>Of the settings for latency it is the buffer timeout that counts: without it records wait 100
 * ms in Flink's buffers.
 */
final class StreamDefaults {
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("runner", "FlinkRunner"),
          Map.entry("flinkMaster", "[local]"),
          Map.entry("streaming", "true"),
          // Submitted without waiting for its end, so that the process can watch and cancel it.
          Map.entry("attachedMode", "false"),
          Map.entry("parallelism", "1"),
          Map.entry("objectReuse", "true"),
          Map.entry("fasterCopy", "true"),
          Map.entry("autoWatermarkInterval", "100"),
          // Else what a bundle emits at its end would wait in Flink's state, which no restart of
          // the process reads.
          Map.entry("finishBundleBeforeCheckpointing", "true"),
          Map.entry("checkpointTimeoutMillis", "120000"));

  private static final String FLINK =
      """
      execution.buffer-timeout.interval: 1 ms
      restart-strategy.type: fixed-delay
      restart-strategy.fixed-delay.attempts: 2147483647
      restart-strategy.fixed-delay.delay: 1 s
      taskmanager.memory.managed.size: 1m
      taskmanager.memory.network.min: 8m
      taskmanager.memory.network.max: 8m
      rest.address: 127.0.0.1
      rest.bind-address: 127.0.0.1
      jobmanager.bind-host: 127.0.0.1
      taskmanager.bind-host: 127.0.0.1
      web.submit.enable: false
      """;

  private StreamDefaults() {}

  /**
   * The flags as given, and the defaults for what was not given.
   *
   * @param args as given to {@code main}
   * @param ofStream defaults of this stream, by the flag's name without its dashes
   */
  static String[] addTo(String[] args, Map<String, String> ofStream) {
    Map<String, String> defaults = new TreeMap<>(COMMON);
    defaults.putAll(ofStream);
    List<String> all = new ArrayList<>(Arrays.asList(args));
    defaults.forEach(
        (flag, value) -> {
          if (isAbsent(args, flag)) {
            all.add("--" + flag + "=" + value);
          }
        });
    if (isAbsent(args, "flinkConfDir")) {
      all.add("--flinkConfDir=" + writeFlinkConfiguration());
    }
    return all.toArray(new String[0]);
  }

  private static boolean isAbsent(String[] args, String flag) {
    return Arrays.stream(args)
        .noneMatch(arg -> arg.equals("--" + flag) || arg.startsWith("--" + flag + "="));
  }

  /** Flink reads its own configuration from a folder only. */
  private static Path writeFlinkConfiguration() {
    try {
      Path folder = Files.createTempDirectory("tidemark-flink-");
      Path file = folder.resolve("flink-conf.yaml");
      Files.writeString(file, FLINK);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write Flink's configuration to java.io.tmpdir", e);
    }
  }
}
