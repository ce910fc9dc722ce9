package io.tidemark.pipelines.embedding;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * User id, as-of in milliseconds, and the row as it lies in files.
 *
 * @param <T> the row
 */
final class UserRowCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final UserRows<T> rows;

  UserRowCoder(UserRows<T> rows) {
    this.rows = requireNonNull(rows, "rows is null");
  }

  @Override
  public void encode(T row, OutputStream out) throws IOException {
    ByteBuffer encoded = rows.encode(row);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    StringUtf8Coder.of().encode(rows.userId(row), out);
    VarLongCoder.of().encode(rows.asOf(row).toEpochMilli(), out);
    ByteArrayCoder.of().encode(bytes, out);
  }

  @Override
  public T decode(InputStream in) throws IOException {
    String userId = StringUtf8Coder.of().decode(in);
    Instant asOf = Instant.ofEpochMilli(VarLongCoder.of().decode(in));
    return rows.decode(userId, asOf, ByteBuffer.wrap(ByteArrayCoder.of().decode(in)));
  }

  @Override
  public void verifyDeterministic() {}
}
