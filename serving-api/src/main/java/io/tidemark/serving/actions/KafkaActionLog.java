package io.tidemark.serving.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.dropwizard.lifecycle.Managed;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import io.tidemark.store.Action;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The action log in Kafka: keyed by user, so that one user's actions stay in order; idempotent and
 * acknowledged by all in-sync replicas, so that an acknowledged action is there once.
 */
public final class KafkaActionLog implements ActionLog, Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaActionLog.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConfiguration configuration;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaClientMetrics producerMetrics;
  private final ObjectWriter writer = new ObjectMapper().writerFor(ActionMessage.class);
  private final Bulkhead bulkhead;
  private final Timer sendTimer;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kafka-partitions");
            thread.setDaemon(true);
            return thread;
          });
  private volatile OptionalInt partitions = OptionalInt.empty();

  /** Creates the producer; the brokers need not be there yet. */
  public KafkaActionLog(KafkaConfiguration configuration, MeterRegistry meters) {
    this.configuration = configuration;
    this.producer =
        new KafkaProducer<>(
            properties(configuration), new ByteArraySerializer(), new ByteArraySerializer());
    this.producerMetrics = new KafkaClientMetrics(producer);
    producerMetrics.bindTo(meters);
    this.bulkhead =
        Bulkhead.of(
            "kafka",
            BulkheadConfig.custom()
                .maxConcurrentCalls(configuration.maxConcurrentRequests())
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.sendTimer =
        Timer.builder("tidemark.actions.append")
            .description("time until Kafka confirmed all actions of a request")
            .publishPercentileHistogram()
            .register(meters);
  }

  private static Map<String, Object> properties(KafkaConfiguration configuration) {
    int requestTimeout = Math.toIntExact(configuration.requestTimeout().toMilliseconds());
    int deliveryTimeout = Math.toIntExact(configuration.deliveryTimeout().toMilliseconds());
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        configuration.bootstrapServers(),
        ProducerConfig.CLIENT_ID_CONFIG,
        "tidemark-serving",
        ProducerConfig.ACKS_CONFIG,
        "all",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
        true,
        ProducerConfig.LINGER_MS_CONFIG,
        0,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        requestTimeout,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        deliveryTimeout,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        requestTimeout,
        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        500,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        configuration.bufferMemory().toBytes());
  }

  @Override
  public void start() {
    refresher.scheduleWithFixedDelay(
        this::refreshPartitions,
        0,
        configuration.partitionsRefresh().toMilliseconds(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    refresher.shutdownNow();
    producer.close(CLOSE_TIMEOUT);
    producerMetrics.close();
  }

  @Override
  public OptionalInt partitions() {
    return partitions;
  }

  @Override
  public void append(List<Action> actions) {
    if (!bulkhead.tryAcquirePermission()) {
      throw RefusedException.tryLater(
          ErrorCode.OVERLOADED,
          "too many requests are waiting for Kafka; nothing of this one was written",
          "send it again later",
          RETRY_AFTER);
    }
    Timer.Sample sample = Timer.start();
    try {
      await(sendAll(actions));
    } finally {
      bulkhead.onComplete();
      sample.stop(sendTimer);
    }
  }

  private List<Future<RecordMetadata>> sendAll(List<Action> actions) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(actions.size());
    try {
      for (Action action : actions) {
        sent.add(producer.send(record(action)));
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    return sent;
  }

  private void await(List<Future<RecordMetadata>> sent) {
    long deadline =
        System.nanoTime()
            + configuration.deliveryTimeout().toJavaDuration().plusMillis(500).toNanos();
    try {
      for (Future<RecordMetadata> future : sent) {
        future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable(e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(Action action) {
    try {
      return new ProducerRecord<>(
          configuration.topic(),
          action.userId().getBytes(StandardCharsets.UTF_8),
          writer.writeValueAsBytes(ActionMessage.of(action)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An action cannot be written as JSON", e);
    }
  }

  private static RefusedException unavailable(Exception cause) {
    LOGGER.warn("Kafka did not confirm actions: {}", cause.toString());
    return RefusedException.tryLater(
        ErrorCode.KAFKA_UNAVAILABLE,
        "Kafka did not confirm all actions in time; some of them may have been written",
        "send the whole request again, with event_id and occurred_at of your own: then an event"
            + " written twice counts once",
        RETRY_AFTER);
  }

  private void refreshPartitions() {
    try {
      partitions = OptionalInt.of(producer.partitionsFor(configuration.topic()).size());
    } catch (KafkaException e) {
      LOGGER.debug("Kafka did not say how many partitions {} has", configuration.topic(), e);
    }
  }
}
