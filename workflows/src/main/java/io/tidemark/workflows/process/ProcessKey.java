package io.tidemark.workflows.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names one process for ever. A pid alone is given to others later; together with when it started,
 * in ticks since a boot of the machine, it is not, and no change of the clock moves those.
 *
 * @param pid of the process
 * @param startTicks field 22 of {@code /proc/PID/stat}
 * @param boot id of the boot
 */
public record ProcessKey(long pid, long startTicks, String boot) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  public ProcessKey {
    requireNonNull(boot, "boot is null");
  }

  /** The key of a living process; empty if it has ended. */
  public static Optional<ProcessKey> of(long pid) {
    return ProcessStat.read(pid).map(stat -> new ProcessKey(pid, stat.startTicks(), currentBoot()));
  }

  /** The process, if it lives and is the same. */
  public Optional<ProcessHandle> find() {
    return of(pid).filter(this::equals).flatMap(key -> ProcessHandle.of(pid));
  }

  static String currentBoot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      throw new ProcessException("cannot read " + BOOT, e);
    }
  }
}
