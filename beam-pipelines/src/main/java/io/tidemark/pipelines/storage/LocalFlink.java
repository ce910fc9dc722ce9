package io.tidemark.pipelines.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Flink inside the job's own process. By itself it listens on every network interface, so it is
 * told to stay on this machine; it reads that from a folder only. Its parts are one process and
 * cannot lose each other, so one that is not heard of for some minutes has slept with the machine,
 * and is no reason to fail; pipelines at the same time wait for each other's slots. A slot that is
 * free is given at once, rather than after the 50 ms in which a cluster gathers requests.
 */
final class LocalFlink {
  private static final String CONFIGURATION =
      """
      rest.address: 127.0.0.1
      rest.bind-address: 127.0.0.1
      jobmanager.bind-host: 127.0.0.1
      taskmanager.bind-host: 127.0.0.1
      web.submit.enable: false
      heartbeat.timeout: 3600000
      pekko.ask.timeout: 10 min
      slot.request.timeout: 3600000
      jobstore.max-capacity: 10
      slotmanager.requirement-check.delay: 0 ms
      """;

  private LocalFlink() {}

  /** A folder with Flink's configuration; it goes when the process ends. */
  static Path configurationFolder() {
    try {
      Path folder = Files.createTempDirectory("tidemark-flink-");
      Path file = Files.writeString(folder.resolve("flink-conf.yaml"), CONFIGURATION);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Flink's configuration to java.io.tmpdir", e);
    }
  }
}
