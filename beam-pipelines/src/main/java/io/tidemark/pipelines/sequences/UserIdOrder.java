package io.tidemark.pipelines.sequences;

import io.tidemark.pipelines.timeline.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.avro.generic.GenericRecord;

/** The order of rows in a run: by the bytes of the user's id, as Parquet's statistics compare. */
final class UserIdOrder {
  /** Of ids in UTF-8. */
  static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

  /** Of timelines by their user. */
  static final Comparator<Timeline> TIMELINES =
      Comparator.comparing((Timeline timeline) -> bytes(timeline.userId()), BYTES);

  private UserIdOrder() {}

  static byte[] bytes(String userId) {
    return userId.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(GenericRecord row) {
    return bytes(SequenceParquet.userId(row));
  }
}
