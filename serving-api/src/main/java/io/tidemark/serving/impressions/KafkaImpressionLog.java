package io.tidemark.serving.impressions;

import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Impressions into Kafka, keyed by user. The request's thread only puts its answer into a queue
 * that is bounded by pins; one thread empties it every few milliseconds, turns answers into
 * messages and hands them to a producer of its own. So neither a slow Kafka nor a full buffer is
 * ever waited for by a ranking, nor by actions, and no ranking wakes a thread for it.
 */
public final class KafkaImpressionLog implements ImpressionLog, Managed {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaImpressionLog.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** For how long the thread waits for Kafka's metadata or buffer before it drops a ranking. */
  private static final Duration BLOCK_TIMEOUT = Duration.ofSeconds(1);

  /** Gathers some rankings into one exchange with the broker: nobody waits for it. */
  private static final Duration LINGER = Duration.ofMillis(100);

  /** Of one partition, as far as they come within {@link #LINGER}: an answer is about 10 KiB. */
  private static final int BATCH_BYTES = 128 << 10;

  /** Between two times that the queue is emptied. */
  private static final Duration TICK = Duration.ofMillis(20);

  /** Why impressions are dropped. */
  enum Drop {
    /** They stand behind the most pins of an answer that are recorded. */
    BEYOND_MOST_PINS,
    /** Too many wait, or the server is stopping. */
    QUEUE_FULL,
    /** Kafka did not take them in time. */
    KAFKA,
    /** They cannot be written. */
    INVALID;

    String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final ImpressionsConfiguration configuration;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Semaphore waiting;
  private final Queue<Served> queue = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "impressions");
            thread.setDaemon(true);
            return thread;
          });
  private final Counter recorded;
  private final Map<Drop, Counter> dropped;
  private volatile boolean failing;
  private volatile boolean stopping;

  /**
   * Creates the producer; the brokers need not be there yet.
   *
   * @param bootstrapServers host:port, separated by commas
   */
  public KafkaImpressionLog(
      ImpressionsConfiguration configuration, String bootstrapServers, MeterRegistry meters) {
    this.configuration = configuration;
    this.waiting = new Semaphore(configuration.maxWaiting());
    this.producer =
        new KafkaProducer<>(
            properties(configuration, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.recorded =
        Counter.builder("tidemark.impressions.recorded")
            .description("pins of answers that Kafka has confirmed")
            .register(meters);
    Map<Drop, Counter> counters = new EnumMap<>(Drop.class);
    for (Drop drop : Drop.values()) {
      counters.put(
          drop,
          Counter.builder("tidemark.impressions.dropped")
              .description("pins of answers that were served and not recorded")
              .tag("reason", drop.reason())
              .register(meters));
    }
    this.dropped = counters;
  }

  private static Map<String, Object> properties(
      ImpressionsConfiguration configuration, String bootstrapServers) {
    int deliveryTimeout = Math.toIntExact(configuration.deliveryTimeout().toMilliseconds());
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers,
        ProducerConfig.CLIENT_ID_CONFIG,
        "tidemark-impressions",
        ProducerConfig.LINGER_MS_CONFIG,
        Math.toIntExact(LINGER.toMillis()),
        ProducerConfig.BATCH_SIZE_CONFIG,
        BATCH_BYTES,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4",
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        deliveryTimeout,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        deliveryTimeout / 2,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        BLOCK_TIMEOUT.toMillis(),
        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        500,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        configuration.bufferMemory().toBytes());
  }

  @Override
  public void record(Served answer) {
    if (stopping || !waiting.tryAcquire(held(answer))) {
      drop(Drop.QUEUE_FULL, answer.pins());
      return;
    }
    queue.add(answer);
  }

  private void writeAll() {
    for (Served answer = queue.poll(); answer != null; answer = queue.poll()) {
      try {
        write(answer);
      } finally {
        waiting.release(held(answer));
      }
    }
  }

  private int held(Served answer) {
    return Math.min(answer.pins(), configuration.maxWaiting());
  }

  private void write(Served answer) {
    int pins = Math.min(answer.pins(), configuration.maxPins());
    drop(Drop.BEYOND_MOST_PINS, answer.pins() - pins);
    try {
      ServedRanking ranking = answer.first(pins);
      producer.send(
          new ProducerRecord<>(
              configuration.topic(),
              ranking.request().userId().getBytes(StandardCharsets.UTF_8),
              ServedRankingJson.encode(ranking)),
          (metadata, failure) -> confirm(pins, failure));
    } catch (KafkaException e) {
      confirm(pins, e);
    } catch (RuntimeException e) {
      LOGGER.error("An answer cannot be recorded", e);
      drop(Drop.INVALID, pins);
    }
  }

  private void confirm(int pins, Exception failure) {
    if (failure == null) {
      recorded.increment(pins);
    } else {
      drop(Drop.KAFKA, pins);
      if (!failing) {
        LOGGER.warn("Kafka does not take impressions, they are dropped: {}", failure.toString());
      }
    }
    failing = failure != null;
  }

  private void drop(Drop why, int pins) {
    dropped.get(why).increment(pins);
  }

  @Override
  public void start() {
    var unused =
        writer.scheduleWithFixedDelay(
            this::writeAll, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    writer.execute(this::writeAll);
    writer.shutdown();
    if (!writer.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      int pins = configuration.maxWaiting() - waiting.availablePermits();
      LOGGER.warn("{} impressions still waited when the server stopped", pins);
      writer.shutdownNow();
    }
    for (Served left = queue.poll(); left != null; left = queue.poll()) {
      drop(Drop.QUEUE_FULL, left.pins());
    }
    producer.close(CLOSE_TIMEOUT);
  }
}
