package io.tidemark.infra.kafka;

import io.tidemark.infra.component.LocalServer;
import io.tidemark.infra.component.ServerProcess;
import io.tidemark.infra.component.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node, broker and controller, in this JVM.
 *
 * <p>Arguments: {@code --data} (folder), {@code --port} (clients), {@code --controller-port},
 * {@code --health-port}.
 */
public final class KafkaServer implements LocalServer {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int REQUEST_TIMEOUT_MS = 3_000;

  private final KafkaRaftServer server;
  private final int port;
  private Admin admin;

  private KafkaServer(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  public static void main(String[] args) {
    ServerProcess.run("kafka", args, KafkaServer::start);
  }

  private static KafkaServer start(ServerSettings settings) throws IOException {
    Path data = Files.createDirectories(settings.path("data"));
    Properties properties = properties(settings, data);
    if (!Files.exists(data.resolve("logs/meta.properties"))) {
      format(data, properties);
    }
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    return new KafkaServer(server, settings.port("port"));
  }

  private static Properties properties(ServerSettings settings, Path data) {
    int port = settings.port("port");
    int controllerPort = settings.port("controller-port");
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@%s:%d".formatted(LOOPBACK, controllerPort));
    properties.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(LOOPBACK, port, LOOPBACK, controllerPort));
    properties.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(LOOPBACK, port));
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", data.resolve("logs").toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // The default takes 128 MB of heap.
    properties.put("log.cleaner.dedupe.buffer.size", "4194304");
    // After a kill, the next start waits for the old session to end: at most 3 s instead of 20 s.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("log.segment.bytes", "134217728");
    return properties;
  }

  private static void format(Path data, Properties properties) throws IOException {
    Path file = data.resolve("server.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, "Written before the storage folder is formatted; not read afterwards.");
    }
    String[] command = {
      "format", "--config", file.toString(), "--cluster-id", Uuid.randomUuid().toString()
    };
    int status = StorageTool.execute(command, System.out);
    if (status != 0) {
      throw new IOException("formatting " + data + " failed with status " + status);
    }
  }

  /** Describes the cluster: a broker that the controller lets take part is in the answer. */
  @Override
  public String ask() throws Exception {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  "bootstrap.servers", LOOPBACK + ":" + port,
                  "request.timeout.ms", REQUEST_TIMEOUT_MS,
                  "default.api.timeout.ms", REQUEST_TIMEOUT_MS));
    }
    DescribeClusterResult cluster = admin.describeCluster();
    int brokers = cluster.nodes().get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS).size();
    if (brokers == 0) {
      throw new IllegalStateException("the broker has not joined yet");
    }
    int topics = admin.listTopics().names().get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS).size();
    String id = cluster.clusterId().get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    return "cluster %s, %d broker, %d topics".formatted(id, brokers, topics);
  }

  @Override
  public void await() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    server.shutdown();
    server.awaitShutdown();
  }
}
