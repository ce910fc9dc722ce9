package io.tidemark.pipelines.realtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** A {@link DeadLetter}, field by field. */
final class DeadLetterCoder extends CustomCoder<DeadLetter> {
  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  @Override
  public void encode(DeadLetter letter, OutputStream out) throws IOException {
    BYTES.encode(letter.key(), out);
    BYTES.encode(letter.value(), out);
    TEXT.encode(letter.reason(), out);
    TEXT.encode(letter.field(), out);
    TEXT.encode(letter.source(), out);
  }

  @Override
  public DeadLetter decode(InputStream in) throws IOException {
    return new DeadLetter(
        BYTES.decode(in), BYTES.decode(in), TEXT.decode(in), TEXT.decode(in), TEXT.decode(in));
  }
}
