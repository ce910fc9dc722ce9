package io.tidemark.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Reads requests that come as CBOR (RFC 8949), in which numbers are a fraction of the size and of
 * the work. Names and rules are those of {@link StrictJson}.
 */
@Consumes(CborReader.CBOR)
public final class CborReader implements MessageBodyReader<Record> {
  /** The media type. */
  public static final String CBOR = "application/cbor";

  private final ObjectMapper mapper = StrictJson.configure(new CBORMapper());

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type.isRecord();
  }

  @Override
  public Record readFrom(
      Class<Record> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    return mapper.readValue(body.readAllBytes(), type);
  }
}
