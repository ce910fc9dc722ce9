package io.tidemark.pipelines.realtime;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** The flags of {@link Topics}. */
public interface TopicsOptions extends PipelineOptions {
  @Description("Kafka's address, such as 127.0.0.1:9092")
  @Validation.Required
  String getKafka();

  void setKafka(String kafka);

  @Description("Partitions of the topic actions; an existing topic gets more, never fewer")
  @Default.Integer(4)
  int getPartitions();

  void setPartitions(int partitions);

  @Description(
      "Days the topics keep their records: longer than any outage of a stream must be survived")
  @Default.Integer(7)
  int getRetentionDays();

  void setRetentionDays(int days);
}
