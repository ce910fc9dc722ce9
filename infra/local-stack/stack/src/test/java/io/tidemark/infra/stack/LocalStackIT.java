package io.tidemark.infra.stack;

import static io.tidemark.infra.stack.Component.HBASE;
import static io.tidemark.infra.stack.Component.HIVE;
import static io.tidemark.infra.stack.Component.KAFKA;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.infra.stack.ComponentStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three servers, for real: what users lose, and what they see, when one is killed. */
class LocalStackIT {
  private static final int WRITES_BEFORE_THE_KILL = 500;

  @TempDir static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(folder, HBASE, KAFKA, HIVE);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void aSecondStartChangesNothing() {
    Map<Component, Long> before = pids();

    stack.start(HBASE, KAFKA, HIVE);

    assertThat(pids()).isEqualTo(before);
    assertThat(stack.status().subList(0, 3))
        .allSatisfy(
            status -> {
              assertThat(status.state()).isEqualTo(State.UP);
              assertThat(status.residentBytes().orElseThrow()).isGreaterThan(50L << 20);
            });
  }

  @Test
  void whatHBaseAcknowledgedIsThereAfterItIsKilledInMidWriteAndAfterAnOrderlyStop()
      throws Exception {
    TableName name = TableName.valueOf("kept");
    byte[] family = Bytes.toBytes("f");
    try (var hbase = ServerClients.hbase(stack.address(HBASE));
        Admin admin = hbase.getAdmin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(name)
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of(family))
              .build());
      try (Table table = hbase.getTable(name)) {
        Set<String> acknowledged =
            writeUntilKilled(
                HBASE,
                value -> table.put(new Put(Bytes.toBytes(value)).addColumn(family, null, family)));

        repair(HBASE);

        Set<String> read = rows(table);
        assertThat(read).containsAll(acknowledged);

        stack.stop(HBASE);
        stack.start(HBASE);

        assertThat(rows(table)).isEqualTo(read);
      }
    }
  }

  @Test
  void whatKafkaAcknowledgedIsThereAfterItIsKilledInMidWrite() throws Exception {
    String address = stack.address(KAFKA);
    ServerClients.createTopic(address, "kept");
    try (KafkaProducer<String, String> producer = ServerClients.producer(address)) {
      Set<String> acknowledged =
          writeUntilKilled(KAFKA, value -> ServerClients.send(producer, "kept", value));

      repair(KAFKA);

      assertThat(ServerClients.readAll(address, "kept")).containsAll(acknowledged);
    }
  }

  @Test
  void hivesTablesAndRowsAreThereAfterItIsKilled() throws Exception {
    try (Connection hive = ServerClients.hive(stack.address(HIVE));
        Statement statement = hive.createStatement()) {
      statement.execute("CREATE TABLE kept (id BIGINT) STORED AS PARQUET");
      statement.execute("INSERT INTO kept VALUES (1), (2), (3)");
    }

    stack.kill(HIVE);
    repair(HIVE);
    assertThat(countOfKeptRows()).isEqualTo(3);
  }

  @Test
  void aServerStoppedInOrderComesBackWithItsDataOnAnotherPortIfItsOwnIsTaken() throws Exception {
    StackRecords records = new StackRecords(stack.folder());
    String before = stack.address(KAFKA);
    int port = records.ports(KAFKA).get("port");
    ServerClients.createTopic(before, "stopped");
    try (KafkaProducer<String, String> producer = ServerClients.producer(before)) {
      ServerClients.send(producer, "stopped", "still here");
    }
    stack.stop(KAFKA);
    assertThat(stack.status(KAFKA).state()).isEqualTo(State.STOPPED);

    try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      stack.start(KAFKA);

      assertThat(squatter.isBound()).isTrue();
      assertThat(stack.address(KAFKA))
          .isNotEqualTo(before)
          .isEqualTo("127.0.0.1:" + records.ports(KAFKA).get("port"));
      assertThat(stack.status(KAFKA).state()).isEqualTo(State.UP);
      assertThat(ServerClients.readAll(stack.address(KAFKA), "stopped"))
          .containsExactly("still here");
    }
  }

  private static Set<String> rows(Table table) throws IOException {
    Set<String> keys = new HashSet<>();
    try (ResultScanner rows = table.getScanner(new Scan())) {
      for (Result row : rows) {
        keys.add(Bytes.toString(row.getRow()));
      }
    }
    return keys;
  }

  /** What writes one value and returns once the server has acknowledged it. */
  @FunctionalInterface
  private interface AcknowledgedWrite {
    void write(String value) throws Exception;
  }

  /** Writes without pause while the server is killed; the values that were acknowledged. */
  private static Set<String> writeUntilKilled(Component component, AcknowledgedWrite write)
      throws InterruptedException, ExecutionException {
    CountDownLatch warm = new CountDownLatch(WRITES_BEFORE_THE_KILL);
    CompletableFuture<Set<String>> writing =
        CompletableFuture.supplyAsync(
            () -> {
              Set<String> acknowledged = new HashSet<>();
              try {
                for (int i = 0; stack.status(component).state() == State.UP || i == 0; i++) {
                  for (int j = 0; j < 100; j++) {
                    String value = "value-%d-%d".formatted(i, j);
                    write.write(value);
                    acknowledged.add(value);
                    warm.countDown();
                  }
                }
              } catch (Exception killed) {
                assertThat(killed).isNotNull();
              }
              return acknowledged;
            });
    warm.await();
    stack.kill(component);
    Set<String> acknowledged = writing.get();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(WRITES_BEFORE_THE_KILL);
    return acknowledged;
  }

  /** A killed component is seen, and started again where it was. */
  private static void repair(Component component) {
    String address = stack.address(component);
    ComponentStatus dead = stack.status(component);
    assertThat(dead.state()).isEqualTo(State.DEAD);
    assertThat(dead.detail()).contains("has ended", component.id() + ".log");

    stack.start(component);

    assertThat(stack.status(component).state()).isEqualTo(State.UP);
    assertThat(stack.address(component)).isEqualTo(address);
  }

  private static long countOfKeptRows() throws SQLException {
    try (Connection hive = ServerClients.hive(stack.address(HIVE));
        Statement statement = hive.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM kept")) {
      long count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }

  private static Map<Component, Long> pids() {
    return stack.status().stream()
        .filter(status -> status.record().isPresent())
        .collect(
            Collectors.toMap(
                ComponentStatus::component,
                status -> status.record().orElseThrow().pid(),
                (a, b) -> a,
                TreeMap::new));
  }
}
