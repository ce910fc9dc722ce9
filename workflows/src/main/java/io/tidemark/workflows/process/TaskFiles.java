package io.tidemark.workflows.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a try leaves: its log and its exit status.
 *
 * @param log its output, and the scheduler's remarks
 * @param status a line with the exit status; not there before it has ended, or if it was killed
 */
public record TaskFiles(Path log, Path status) {
  private static final int TAIL_BYTES = 16 << 10;

  public TaskFiles {
    requireNonNull(log, "log is null");
    requireNonNull(status, "status is null");
  }

  /**
   * Of a try.
   *
   * @param folder of the task in its run
   */
  public static TaskFiles of(Path folder, int tryNumber) {
    return new TaskFiles(folder.resolve(tryNumber + ".log"), folder.resolve(tryNumber + ".status"));
  }

  /**
   * A part of the log.
   *
   * @param lines whole lines
   * @param end offset in bytes behind them
   */
  public record Part(List<String> lines, long end) {}

  /** The whole lines from an offset in bytes, about {@code most} bytes of them. */
  public Part read(long from, int most) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(log, StandardOpenOption.READ)) {
      channel.position(Math.min(from, channel.size()));
      ByteBuffer buffer =
          ByteBuffer.allocate(
              (int) Math.min(most, channel.size() - Math.min(from, channel.size())));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      byte[] bytes = buffer.array();
      int end = buffer.position();
      boolean last = from + end >= channel.size();
      if (!last) {
        int newline = end - 1;
        while (newline >= 0 && bytes[newline] != '\n') {
          newline--;
        }
        end = newline >= 0 ? newline + 1 : end;
      }
      return new Part(new String(bytes, 0, end, UTF_8).lines().toList(), from + end);
    } catch (NoSuchFileException notYet) {
      return new Part(List.of(), from);
    }
  }

  /** The last lines that are not blank, the newest last. */
  public List<String> lastLines(int count) {
    try {
      long size = Files.exists(log) ? Files.size(log) : 0;
      List<String> lines =
          new ArrayList<>(read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES).lines());
      lines.removeIf(String::isBlank);
      return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return List.of("the log cannot be read: " + e.getMessage());
    }
  }

  /**
   * A remark of the scheduler's in the log, {@code 2026-11-21T00:30:00Z ERROR scheduler: ...}.
   *
   * @param at when
   * @param level {@code INFO} or {@code ERROR}
   * @param text what
   */
  public record Remark(Instant at, String level, String text) {
    private static final Pattern FORM =
        Pattern.compile("(\\d{4}-\\S{5}T\\S+Z) (INFO|ERROR) scheduler: (.*)");

    /** The remark in a line; empty if it is one of the command's own. */
    public static Optional<Remark> in(String line) {
      Matcher found = FORM.matcher(line);
      return found.matches()
          ? Optional.of(new Remark(Instant.parse(found.group(1)), found.group(2), found.group(3)))
          : Optional.empty();
    }
  }

  /** Adds a remark to the log. */
  public void remark(Instant at, String text) {
    append(at, "INFO", text);
  }

  /** Adds why a try has failed to the log. */
  public void failure(Instant at, String reason) {
    append(at, "ERROR", reason);
  }

  private void append(Instant at, String level, String text) {
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(
          log,
          "%s %s scheduler: %s%n".formatted(at.truncatedTo(ChronoUnit.MILLIS), level, text),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ProcessException("cannot write " + log, e);
    }
  }

  OptionalInt exitStatus() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(status).strip()));
    } catch (IOException | NumberFormatException notEnded) {
      return OptionalInt.empty();
    }
  }
}
