package io.tidemark.serving.scoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.PrimitiveArrayDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a vector: an array of numbers or, in CBOR, a typed array of 32-bit floats (RFC 8746), which
 * is a byte string with tag 81 (big endian) or 85 (little endian).
 */
final class VectorReader extends StdDeserializer<float[]> {
  private static final long serialVersionUID = 1;
  private static final int BIG_ENDIAN_FLOATS = 81;
  private static final int LITTLE_ENDIAN_FLOATS = 85;
  private static final JsonDeserializer<?> NUMBERS =
      PrimitiveArrayDeserializers.forType(float.class);

  VectorReader() {
    super(float[].class);
  }

  @Override
  public float[] deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT) && parser instanceof CBORParser cbor) {
      return typedArray(cbor, context);
    }
    return (float[]) NUMBERS.deserialize(parser, context);
  }

  private float[] typedArray(CBORParser parser, DeserializationContext context) throws IOException {
    int tag = parser.getCurrentTag();
    byte[] bytes = parser.getBinaryValue();
    if (tag != BIG_ENDIAN_FLOATS && tag != LITTLE_ENDIAN_FLOATS
        || bytes.length % Float.BYTES != 0) {
      return (float[]) context.handleUnexpectedToken(float[].class, parser);
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes)
        .order(tag == BIG_ENDIAN_FLOATS ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(vector);
    return vector;
  }
}
