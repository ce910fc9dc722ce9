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

  @Description("Topic with what was served")
  @Default.String(ActionTopics.IMPRESSIONS)
  String getImpressionsTopic();

  void setImpressionsTopic(String topic);

  @Description("Topic for what is no valid record of the topic with what was served")
  @Default.String(ActionTopics.IMPRESSION_DEAD_LETTERS)
  String getImpressionsDeadLetterTopic();

  void setImpressionsDeadLetterTopic(String topic);

  @Description("Kafka consumer group under which the archive of what was served keeps its offsets")
  @Default.String("archive-impressions")
  String getImpressionsConsumerGroup();

  void setImpressionsConsumerGroup(String group);

  @Description("Kafka consumer group under which the archive of actions keeps its offsets")
  @Default.String("archive-actions")
  String getConsumerGroup();

  void setConsumerGroup(String group);
}
