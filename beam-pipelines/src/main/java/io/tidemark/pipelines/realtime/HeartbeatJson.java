package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.store.InvalidActionException;
import java.io.IOException;
import java.time.Instant;

/** A heartbeat as the value of a Kafka record: {@code {"produced_at": <ms since the epoch>}}. */
final class HeartbeatJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 1024;

  private HeartbeatJson() {}

  static byte[] format(Instant producedAt) {
    return ("{\"produced_at\":" + producedAt.toEpochMilli() + "}").getBytes(UTF_8);
  }

  /**
   * Reads a heartbeat.
   *
   * @param value the record's value, null if it had none
   * @throws InvalidActionException if it does not hold {@code produced_at}
   */
  static Instant parse(byte[] value) throws InvalidActionException {
    String fix = "only RecordLiveActions sends heartbeats: leave the header out of actions";
    if (value == null || value.length > MAX_BYTES) {
      throw new InvalidActionException("", "is no heartbeat despite its header", fix);
    }
    try {
      JsonNode producedAt = JSON.readTree(value).path("produced_at");
      if (!producedAt.isIntegralNumber() || !producedAt.canConvertToLong()) {
        throw new InvalidActionException("produced_at", "is missing or no whole number", fix);
      }
      return Instant.ofEpochMilli(producedAt.longValue());
    } catch (IOException e) {
      throw new InvalidActionException("", "is a heartbeat that is not valid JSON", fix);
    }
  }
}
