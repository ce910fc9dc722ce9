package io.tidemark.pipelines.embedding;

import io.tidemark.store.UserEmbedding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** User id, as-of in milliseconds, and the vector's numbers. */
final class UserEmbeddingCoder extends CustomCoder<UserEmbedding> {
  private static final long serialVersionUID = 1;

  @Override
  public void encode(UserEmbedding embedding, OutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(embedding.vector().length * Float.BYTES);
    bytes.asFloatBuffer().put(embedding.vector());
    StringUtf8Coder.of().encode(embedding.userId(), out);
    VarLongCoder.of().encode(embedding.asOf().toEpochMilli(), out);
    ByteArrayCoder.of().encode(bytes.array(), out);
  }

  @Override
  public UserEmbedding decode(InputStream in) throws IOException {
    String userId = StringUtf8Coder.of().decode(in);
    Instant asOf = Instant.ofEpochMilli(VarLongCoder.of().decode(in));
    byte[] bytes = ByteArrayCoder.of().decode(in);
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
    return new UserEmbedding(userId, vector, asOf);
  }

  @Override
  public void verifyDeterministic() {}
}
