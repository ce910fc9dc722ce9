package io.tidemark.infra.rankbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Processor time of the whole machine since it started, as Linux counts it.
 *
 * @param all ticks, idle ones too
 * @param stolen of these, what the host gave to other machines while this one had work to do
 */
record ProcessorTime(long all, long stolen) {
  private static final Path COUNTS = Path.of("/proc/stat");

  /** Where it stands among user, nice, system, idle, iowait, irq and softirq. */
  private static final int STOLEN = 7;

  /** Until now; nothing where the system does not tell. */
  static ProcessorTime now() {
    try {
      return of(Files.readAllLines(COUNTS).get(0));
    } catch (IOException e) {
      return new ProcessorTime(0, 0);
    }
  }

  /** What a line says such as {@code cpu 10 0 5 80 1 0 0 4 0 0}. */
  static ProcessorTime of(String line) {
    long[] ticks =
        Arrays.stream(line.trim().split("\\s+")).skip(1).mapToLong(Long::parseLong).toArray();
    // What guests take, the last two, is in the time of users already.
    return new ProcessorTime(Arrays.stream(ticks, 0, STOLEN + 1).sum(), ticks[STOLEN]);
  }

  /** The share that was stolen since {@code before}; NaN if it is not known. */
  double stolenSince(ProcessorTime before) {
    return all == before.all ? Double.NaN : (double) (stolen - before.stolen) / (all - before.all);
  }
}
