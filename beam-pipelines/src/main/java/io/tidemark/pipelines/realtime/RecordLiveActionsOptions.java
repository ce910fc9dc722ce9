package io.tidemark.pipelines.realtime;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link RecordLiveActions}. */
public interface RecordLiveActionsOptions extends StreamOptions {
  @Description("Topic that takes records which are no valid action")
  @Default.String(ActionTopics.DEAD_LETTERS)
  String getDeadLetterTopic();

  void setDeadLetterTopic(String topic);

  @Description("Kafka consumer group under which the stream keeps its offsets")
  @Default.String("record-live-actions")
  String getConsumerGroup();

  void setConsumerGroup(String group);

  @Description("Whether the interests (PinnerSage) of who acts are kept up to date")
  @Default.Boolean(true)
  boolean getInterests();

  void setInterests(boolean interests);

  @Description("Kafka consumer group of that part of the stream")
  @Default.String("update-interests")
  String getInterestsConsumerGroup();

  void setInterestsConsumerGroup(String group);
}
