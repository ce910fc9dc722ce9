package io.tidemark.pipelines.realtime;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link ArchiveActions}. */
public interface ArchiveActionsOptions extends StreamOptions {
  @Description(
      "How often a file a day is finished and becomes visible, such as 10s or 5m: what a crash at"
          + " most makes the stream read again")
  @Default.String("60s")
  String getRollEvery();

  void setRollEvery(String rollEvery);

  @Description("Kafka consumer group under which the stream keeps its offsets")
  @Default.String("archive-actions")
  String getConsumerGroup();

  void setConsumerGroup(String group);
}
