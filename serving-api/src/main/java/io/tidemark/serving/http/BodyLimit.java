package io.tidemark.serving.http;

import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses bodies that are empty or over a limit before anything parses them, whether their length
 * was declared or they come in chunks.
 *
 * <p>What is left of a body that is too long is read and thrown away, up to {@value
 * #MOST_THROWN_AWAY} bytes, so that a client that sends all before it listens sees the answer
 * rather than a broken connection.
 */
public final class BodyLimit implements ReaderInterceptor {
  private static final long MOST_THROWN_AWAY = 16L << 20;

  private final int limit;

  /** A limit in bytes. */
  public BodyLimit(int limit) {
    this.limit = limit;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    InputStream input = context.getInputStream();
    byte[] body = input.readNBytes(limit + 1);
    if (body.length > limit) {
      throwAwayRest(input);
      throw RefusedException.because(
          ErrorCode.BODY_TOO_LARGE,
          null,
          "the body is larger than " + limit + " bytes",
          "split it into several requests");
    }
    if (body.length == 0) {
      throw RefusedException.because(
          ErrorCode.BODY_MISSING, null, "the body is empty", "send a JSON object");
    }
    context.setInputStream(new ByteArrayInputStream(body));
    return context.proceed();
  }

  /** Reads what is left of a body and throws it away, up to {@value #MOST_THROWN_AWAY} bytes. */
  public static void throwAwayRest(InputStream input) throws IOException {
    byte[] buffer = new byte[8192];
    long thrownAway = 0;
    int read = input.read(buffer);
    while (read >= 0 && thrownAway < MOST_THROWN_AWAY) {
      thrownAway += read;
      read = input.read(buffer);
    }
  }
}
