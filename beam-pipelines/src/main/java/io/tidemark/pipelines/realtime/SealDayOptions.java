package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link SealDay}; of the storage's, which every job is given, it needs none. */
public interface SealDayOptions extends StorageOptions {
  @Description("Kafka's address, such as 127.0.0.1:9092")
  @Validation.Required
  String getKafka();

  void setKafka(String kafka);

  @Description("The end of the day that is to be sealed, such as 2026-11-21T00:00:00Z")
  @Validation.Required
  String getAsOf();

  void setAsOf(String asOf);

  @Description("Seconds to wait for the archive before the day is given up")
  @Default.Integer(600)
  int getWaitSeconds();

  void setWaitSeconds(int seconds);
}
