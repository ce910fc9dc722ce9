package io.tidemark.pipelines.pinnersage;

import io.tidemark.store.InterestProfile;
import io.tidemark.store.InterestProfileCodec;
import io.tidemark.store.VectorType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** User id, as-of in milliseconds, and the interests as HBase has them. */
final class InterestProfileCoder extends CustomCoder<InterestProfile> {
  private static final long serialVersionUID = 1;

  @Override
  public void encode(InterestProfile profile, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(profile.userId(), out);
    VarLongCoder.of().encode(profile.asOf().toEpochMilli(), out);
    ByteArrayCoder.of()
        .encode(InterestProfileCodec.encode(VectorType.FP32, profile.interests()), out);
  }

  @Override
  public InterestProfile decode(InputStream in) throws IOException {
    String userId = StringUtf8Coder.of().decode(in);
    Instant asOf = Instant.ofEpochMilli(VarLongCoder.of().decode(in));
    return InterestProfileCodec.decode(
        userId, asOf, ByteBuffer.wrap(ByteArrayCoder.of().decode(in)));
  }

  @Override
  public void verifyDeterministic() {}
}
