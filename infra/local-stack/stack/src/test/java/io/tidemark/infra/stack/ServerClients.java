package io.tidemark.infra.stack;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plain clients of the three servers, as the tests use them. */
final class ServerClients {
  private ServerClients() {}

  static org.apache.hadoop.hbase.client.Connection hbase(String address) throws IOException {
    Configuration configuration = HBaseConfiguration.create();
    configuration.set(
        "hbase.client.registry.impl", "org.apache.hadoop.hbase.client.RpcConnectionRegistry");
    configuration.set("hbase.client.bootstrap.servers", address);
    configuration.setInt("hbase.client.operation.timeout", 5_000);
    configuration.setInt("hbase.rpc.timeout", 3_000);
    return ConnectionFactory.createConnection(configuration);
  }

  static void createTopic(String address, String topic)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  static KafkaProducer<String, String> producer(String address) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            address,
            "acks",
            "all",
            "delivery.timeout.ms",
            4_000,
            "request.timeout.ms",
            2_000,
            "linger.ms",
            0),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Sends one value and returns once it is acknowledged. */
  static void send(KafkaProducer<String, String> producer, String topic, String value)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic, value)).get();
  }

  /** All values in a topic of one partition. */
  static Set<String> readAll(String address, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Set<String> values = new HashSet<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  /**
   * A JDBC connection, with the driver and all it needs loaded from the Hive server's own class
   * path: apart from java.sql it shares nothing with the other two clients.
   */
  static Connection hive(String url) throws SQLException {
    try {
      return driver().connect(url.replace("/tidemark", "/default"), new Properties());
    } catch (ReflectiveOperationException | MalformedURLException e) {
      throw new SQLException("cannot load Hive's driver", e);
    }
  }

  private static Driver driver() throws ReflectiveOperationException, MalformedURLException {
    List<URL> classPath = new ArrayList<>();
    for (String entry :
        TidemarkHome.find().classPath(LaunchModule.HIVE_SERVER).split(File.pathSeparator)) {
      classPath.add(new File(entry).toURI().toURL());
    }
    ClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    return (Driver)
        loader.loadClass("org.apache.hive.jdbc.HiveDriver").getDeclaredConstructor().newInstance();
  }
}
