package io.tidemark.pipelines.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Dead letters into their topic. A bundle is done once Kafka has acknowledged all of its letters,
 * so none is lost; after a restart some can come twice, told apart by their source.
 */
final class WriteDeadLetters extends PTransform<PCollection<DeadLetter>, PDone> {
  private final String bootstrapServers;
  private final String topic;

  WriteDeadLetters(String bootstrapServers, String topic) {
    this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
    this.topic = requireNonNull(topic, "topic is null");
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    letters.apply("Send", ParDo.of(new Send(bootstrapServers, topic)));
    return PDone.in(letters.getPipeline());
  }

  static final class Send extends DoFn<DeadLetter, Void> {
    private final Counter deadLetters = Metrics.counter(WriteDeadLetters.class, "dead_letters");
    private final String bootstrapServers;
    private final String topic;
    private transient KafkaProducer<byte[], byte[]> producer;
    private transient List<Future<RecordMetadata>> pending;

    private Send(String bootstrapServers, String topic) {
      this.bootstrapServers = bootstrapServers;
      this.topic = topic;
    }

    @StartBundle
    public void startBundle() {
      pending = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element DeadLetter letter) {
      if (producer == null) {
        producer = connect(bootstrapServers);
      }
      pending.add(
          producer.send(
              new ProducerRecord<>(
                  topic,
                  null,
                  letter.key(),
                  letter.value(),
                  List.of(
                      header(ActionTopics.REASON_HEADER, letter.reason()),
                      header(ActionTopics.FIELD_HEADER, letter.field()),
                      header(ActionTopics.SOURCE_HEADER, letter.source())))));
    }

    @FinishBundle
    public void finishBundle() throws InterruptedException, ExecutionException {
      if (pending.isEmpty()) {
        return;
      }
      producer.flush();
      for (Future<RecordMetadata> letter : pending) {
        letter.get();
      }
      deadLetters.inc(pending.size());
      pending.clear();
    }

    @Teardown
    public void teardown() {
      if (producer != null) {
        producer.close(Duration.ZERO);
        producer = null;
      }
    }

    private static KafkaProducer<byte[], byte[]> connect(String bootstrapServers) {
      return new KafkaProducer<>(
          Map.of(
              ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
              bootstrapServers,
              ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
              ActionTopics.MAX_DEAD_LETTER_BYTES,
              ProducerConfig.BUFFER_MEMORY_CONFIG,
              4L * ActionTopics.MAX_DEAD_LETTER_BYTES,
              ProducerConfig.MAX_BLOCK_MS_CONFIG,
              10_000,
              ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
              5_000,
              ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
              20_000),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }

    private static Header header(String name, String value) {
      return new RecordHeader(name, value.getBytes(UTF_8));
    }
  }
}
