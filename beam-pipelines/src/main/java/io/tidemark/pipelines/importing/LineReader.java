package io.tidemark.pipelines.importing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lines of UTF-8 text with their numbers. A line too long to hold, or that is no UTF-8, is told as
 * such and the next one is read as if nothing had happened. Takes LF and CRLF; a byte order mark is
 * passed over.
 */
final class LineReader implements Closeable {
  /** The longest line that is read, in bytes. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int KEPT_OF_LONG_LINES = 1_000;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Deque<Line> pushedBack = new ArrayDeque<>();
  private int position;
  private int limit;
  private long number;
  private long lineBytes;

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text without its end
   * @param problem why it cannot be used, or null; the text is then only what could be made of it
   */
  record Line(long number, String text, String problem) {}

  /** The next line, or null at the end. */
  Line next() throws IOException {
    if (!pushedBack.isEmpty()) {
      return pushedBack.pop();
    }
    line.reset();
    lineBytes = 0;
    boolean any = false;
    while (position < limit || fill()) {
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(end - position);
      position = end + 1;
      if (end < limit) {
        break;
      }
      position = limit;
    }
    return any ? decode() : null;
  }

  /** Gives lines back; the next call of {@link #next} returns the first of them. */
  void pushBack(Deque<Line> lines) {
    while (!lines.isEmpty()) {
      pushedBack.push(lines.removeLast());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private void append(int bytes) {
    lineBytes += bytes;
    if (lineBytes <= MAX_LINE_BYTES) {
      line.write(buffer, position, bytes);
    }
  }

  private Line decode() {
    number++;
    byte[] bytes = line.toByteArray();
    int length = bytes.length;
    int start = 0;
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    if (number == 1
        && length >= 3
        && (bytes[0] & 0xff) == 0xef
        && (bytes[1] & 0xff) == 0xbb
        && (bytes[2] & 0xff) == 0xbf) {
      start = 3;
    }
    if (lineBytes > MAX_LINE_BYTES) {
      String head =
          new String(
              bytes,
              start,
              Math.min(Math.max(0, length - start), KEPT_OF_LONG_LINES),
              StandardCharsets.UTF_8);
      return new Line(
          number, head, "has %d bytes, more than %d".formatted(lineBytes, MAX_LINE_BYTES));
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, start, length - start))
              .toString();
      return new Line(number, text, null);
    } catch (CharacterCodingException e) {
      return new Line(
          number,
          new String(bytes, start, length - start, StandardCharsets.UTF_8),
          "is not UTF-8 text");
    }
  }
}
