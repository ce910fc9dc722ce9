package io.tidemark.infra.rankbench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How features are written into a request. */
enum Encoding {
  /** Each number as text. */
  JSON("JSON", "application/json", new ObjectMapper()),
  /** Vectors as typed arrays of floats (RFC 8746). */
  CBOR("CBOR", "application/cbor", typedArrays());

  private static final int LITTLE_ENDIAN_FLOATS = 85;

  private final String label;
  private final String mediaType;
  private final ObjectMapper mapper;

  Encoding(String label, String mediaType, ObjectMapper mapper) {
    this.label = label;
    this.mediaType = mediaType;
    this.mapper = mapper;
  }

  String label() {
    return label;
  }

  String mediaType() {
    return mediaType;
  }

  byte[] write(Object body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectMapper typedArrays() {
    return new CBORMapper()
        .registerModule(new SimpleModule().addSerializer(float[].class, new TypedArray()));
  }

  private static final class TypedArray extends StdSerializer<float[]> {
    private static final long serialVersionUID = 1;

    private TypedArray() {
      super(float[].class);
    }

    @Override
    public void serialize(float[] vector, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      ((CBORGenerator) generator).writeTag(LITTLE_ENDIAN_FLOATS);
      generator.writeBinary(bytes.array());
    }
  }
}
