package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.storage.StorageOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** What both streams need to know. {@link StreamDefaults} sets Flink's own options. */
public interface StreamOptions extends FlinkPipelineOptions, StorageOptions {
  @Description("Kafka's address, such as 127.0.0.1:9092")
  @Validation.Required
  String getKafka();

  void setKafka(String kafka);

  @Description("Topic with the actions")
  @Default.String(ActionTopics.ACTIONS)
  String getTopic();

  void setTopic(String topic);

  @Description(
      "Port on loopback where GET /health answers; 0 takes a free one. Without it there is none")
  Integer getHealthPort();

  void setHealthPort(Integer port);
}
