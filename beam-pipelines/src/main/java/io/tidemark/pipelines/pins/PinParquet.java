package io.tidemark.pipelines.pins;

import io.tidemark.store.Pin;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Rows of the Hive table {@code pins} as they lie in its Parquet files. */
final class PinParquet {
  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "pin", "namespace": "io.tidemark", "fields": [
                {"name": "pin_id", "type": "string"},
                {"name": "embedding", "type": {"type": "array", "items": "float"}},
                {"name": "actions", "type": "long"},
                {"name": "topic", "type": ["null", "string"], "default": null},
                {"name": "created_at", "type": "long"}]}
              """);

  private PinParquet() {}

  static GenericRecord toRecord(BuiltPin built) {
    List<Float> embedding = new ArrayList<>(built.pin().vector().length);
    for (float value : built.pin().vector()) {
      embedding.add(value);
    }
    GenericRecord row = new GenericData.Record(SCHEMA);
    row.put("pin_id", built.pin().pinId());
    row.put("embedding", embedding);
    row.put("actions", built.pin().actions());
    row.put("created_at", built.createdAt());
    return row;
  }

  static Pin toPin(GenericRecord row) {
    List<?> embedding = (List<?>) row.get("embedding");
    float[] vector = new float[embedding.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (Float) embedding.get(i);
    }
    return new Pin(row.get("pin_id").toString(), vector, (Long) row.get("actions"));
  }
}
