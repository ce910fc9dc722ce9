package io.tidemark.infra.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The end of a log file, read without reading the whole of it. */
public final class LogTail {
  private static final int MAX_BYTES_A_LINE = 400;
  private static final long ROTATE_ABOVE_BYTES = 16L << 20;

  private LogTail() {}

  /** The last lines of a file; empty if it does not exist. */
  public static List<String> read(Path file, int lines) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, in.length() - (long) lines * MAX_BYTES_A_LINE);
      in.seek(start);
      byte[] bytes = new byte[(int) (in.length() - start)];
      in.readFully(bytes);
      List<String> all = new String(bytes, UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      throw new StackException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Keeps a log from growing for ever: a big one becomes {@code .1} before the next start. */
  static void rotate(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) > ROTATE_ABOVE_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new StackException("cannot rotate %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
