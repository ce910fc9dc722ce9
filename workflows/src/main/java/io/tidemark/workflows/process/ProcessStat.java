package io.tidemark.workflows.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of a process.
 *
 * @param pid of the process
 * @param parent its parent's pid
 * @param session pid of the session's leader
 * @param startTicks when it started, since boot
 */
record ProcessStat(long pid, long parent, long session, long startTicks) {
  private static final Path PROC = Path.of("/proc");
  // Of the fields after the name, which may hold anything and ends with the last ')'.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int START = 19;

  /** Empty if the process has ended, a zombie included. */
  static Optional<ProcessStat> read(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[STATE].equals("Z") || fields[STATE].equals("X")
          ? Optional.empty()
          : Optional.of(
              new ProcessStat(
                  pid,
                  Long.parseLong(fields[PARENT]),
                  Long.parseLong(fields[SESSION]),
                  Long.parseLong(fields[START])));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** All living processes that may be looked at. */
  static List<ProcessStat> all() {
    List<ProcessStat> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path folder : folders) {
        read(Long.parseLong(folder.getFileName().toString())).ifPresent(all::add);
      }
      return all;
    } catch (IOException e) {
      throw new ProcessException("cannot list " + PROC, e);
    }
  }
}
