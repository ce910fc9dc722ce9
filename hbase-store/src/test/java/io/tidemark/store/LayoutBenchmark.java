package io.tidemark.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.RegionMetrics;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.Size;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;

/**
 * What the layouts of {@code live_actions} and {@code user_embeddings} cost to read: latency, and
 * processor time of the server and of this client, which other work on the machine distorts less.
 * Run it from a development environment or as the README says; it starts an HBase of its own.
 */
public final class LayoutBenchmark {
  private static final int USERS = 1_000;
  private static final int ACTIONS_OF_A_USER = 120;
  private static final int NEWEST = 100;
  private static final int VECTORS_OF_A_USER = 30;
  private static final int DIMENSION = 64;
  private static final int WARM_UP_READS = 3_000;
  private static final int READS = 6_000;
  private static final int BATCH = 50;
  private static final long START = 1_700_000_000_000L;
  private static final byte[] FAMILY = {'f'};
  private static final byte[] QUALIFIER = {'q'};
  private static final String NAMESPACE = "benchmark";

  /** One layout: how a user's row is written and read, and how the family stores it. */
  private record Variant(
      String name,
      DataBlockEncoding encoding,
      Compression.Algorithm compression,
      IntFunction<Put> write,
      IntFunction<Get> read) {}

  private final StoreConnection connection;
  private final AsyncAdmin admin;
  private final ProcessHandle server;
  private final PrintStream out;

  private LayoutBenchmark(StoreConnection connection, ProcessHandle server, PrintStream out) {
    this.connection = connection;
    this.admin = connection.admin();
    this.server = server;
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    try (LocalStack stack =
        LocalStack.start(Files.createTempDirectory("layout-benchmark"), Component.HBASE)) {
      long pid = stack.status(Component.HBASE).record().orElseThrow().pid();
      StoreConfig config = StoreConfig.of(stack.address(Component.HBASE));
      try (StoreConnection connection = StoreConnection.open(config)) {
        new LayoutBenchmark(connection, ProcessHandle.of(pid).orElseThrow(), System.out).run();
      }
    }
  }

  /** Everything once unseen, so that no layout pays for the compiling of all; then to read. */
  private void run() {
    admin.createNamespace(NamespaceDescriptor.create(NAMESPACE).build()).join();
    Compression.Algorithm none = Compression.Algorithm.NONE;
    List<Variant> variants =
        List.of(
            actionCells(DataBlockEncoding.NONE, none),
            actionCells(DataBlockEncoding.FAST_DIFF, none),
            actionCells(DataBlockEncoding.ROW_INDEX_V1, none),
            actionCells(DataBlockEncoding.FAST_DIFF, Compression.Algorithm.GZ),
            packedActions(),
            vectors(DataBlockEncoding.NONE),
            vectors(DataBlockEncoding.FAST_DIFF),
            vectors(DataBlockEncoding.ROW_INDEX_V1));
    List<String> rows = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      rows.clear();
      variants.forEach(variant -> rows.addAll(measure(variant)));
    }
    out.println(
        "| layout | encoding | compression | from | p50 ms | p99 ms | server CPU ms "
            + "| client CPU ms | bytes a user |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    rows.forEach(out::println);
  }

  private List<String> measure(Variant variant) {
    TableName table = TableName.valueOf(NAMESPACE, "t" + System.nanoTime());
    admin
        .createTable(
            TableDescriptorBuilder.newBuilder(table)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setDataBlockEncoding(variant.encoding())
                        .setCompressionType(variant.compression())
                        .setBloomFilterType(BloomType.ROW)
                        .setMaxVersions(VECTORS_OF_A_USER)
                        .setBlocksize(16 * 1024)
                        .build())
                .build())
        .join();
    StoreTable store = connection.table(table);
    for (int user = 0; user < USERS; user += BATCH) {
      List<Put> puts = new ArrayList<>();
      for (int i = user; i < user + BATCH; i++) {
        puts.add(variant.write().apply(i));
      }
      store.putAll(puts);
    }
    String fromMemory = read(variant, store, "memory", 0);
    admin.flush(table).join();
    double bytes =
        admin.getRegionMetrics(server(), table).join().stream()
            .map(RegionMetrics::getStoreFileSize)
            .mapToDouble(size -> size.get(Size.Unit.BYTE))
            .sum();
    String fromFile = read(variant, store, "file", Math.round(bytes / USERS));
    admin.disableTable(table).join();
    admin.deleteTable(table).join();
    return List.of(fromMemory, fromFile);
  }

  private ServerName server() {
    return admin.getRegionServers().join().iterator().next();
  }

  private String read(Variant variant, StoreTable store, String from, long bytes) {
    Random random = new Random(1);
    for (int i = 0; i < WARM_UP_READS; i++) {
      readOnce(variant, store, random.nextInt(USERS));
    }
    long[] nanos = new long[READS];
    Duration serverBefore = cpu(server);
    Duration clientBefore = cpu(ProcessHandle.current());
    for (int i = 0; i < READS; i++) {
      long start = System.nanoTime();
      readOnce(variant, store, random.nextInt(USERS));
      nanos[i] = System.nanoTime() - start;
    }
    Duration serverUsed = cpu(server).minus(serverBefore);
    Duration clientUsed = cpu(ProcessHandle.current()).minus(clientBefore);
    Arrays.sort(nanos);
    return String.format(
        "| %s | %s | %s | %s | %.2f | %.2f | %.3f | %.3f | %s |",
        variant.name(),
        variant.encoding(),
        variant.compression(),
        from,
        nanos[READS / 2] / 1e6,
        nanos[READS * 99 / 100] / 1e6,
        serverUsed.toNanos() / 1e6 / READS,
        clientUsed.toNanos() / 1e6 / READS,
        bytes == 0 ? "" : bytes);
  }

  private static void readOnce(Variant variant, StoreTable store, int user) {
    Result result = store.await(store.get("u" + user, variant.read().apply(user)));
    if (result.isEmpty()) {
      throw new IllegalStateException("user " + user + " is missing");
    }
    if (variant.name().startsWith("a cell an action")) {
      for (Cell cell : result.rawCells()) {
        ActionCodec.decode(
            "u", 1, cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
      }
    }
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Variant actionCells(
      DataBlockEncoding encoding, Compression.Algorithm compression) {
    return new Variant(
        "a cell an action",
        encoding,
        compression,
        user -> {
          Put put = new Put(row(user));
          for (Action action : actions(user)) {
            put.addColumn(
                FAMILY,
                LiveQualifier.of(action.occurredAt(), action.eventId()),
                action.occurredAt(),
                ActionCodec.encode(action));
          }
          return put;
        },
        user -> new Get(row(user)).addFamily(FAMILY).setMaxResultsPerColumnFamily(NEWEST));
  }

  private static Variant packedActions() {
    return new Variant(
        "100 actions in one cell",
        DataBlockEncoding.NONE,
        Compression.Algorithm.NONE,
        user -> {
          ByteBuffer packed = ByteBuffer.allocate(64 * 1024);
          for (Action action : actions(user).subList(0, NEWEST)) {
            packed.putLong(action.occurredAt()).put(ActionCodec.encode(action));
          }
          byte[] value = Arrays.copyOf(packed.array(), packed.position());
          return new Put(row(user)).addColumn(FAMILY, QUALIFIER, START, value);
        },
        user -> new Get(row(user)).addColumn(FAMILY, QUALIFIER));
  }

  private static Variant vectors(DataBlockEncoding encoding) {
    return new Variant(
        "newest of 30 vectors",
        encoding,
        Compression.Algorithm.NONE,
        user -> {
          Put put = new Put(row(user));
          Random random = new Random(user);
          for (int day = 0; day < VECTORS_OF_A_USER; day++) {
            float[] vector = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
              vector[i] = (float) random.nextGaussian();
            }
            put.addColumn(
                FAMILY, QUALIFIER, START + day, VectorCodec.encode(VectorType.FP32, vector));
          }
          return put;
        },
        user -> new Get(row(user)).addColumn(FAMILY, QUALIFIER));
  }

  private static byte[] row(int user) {
    return RowKeys.of("user_id", "user-" + user);
  }

  private static List<Action> actions(int user) {
    Random random = new Random(user);
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < ACTIONS_OF_A_USER; i++) {
      actions.add(
          new Action(
              UUID.nameUUIDFromBytes((user + "/" + i).getBytes(UTF_8)).toString(),
              "user-" + user,
              "pin-" + random.nextInt(1_000_000),
              ActionType.fromCode(1 + random.nextInt(9)).orElseThrow(),
              Surface.HOME,
              START - i * 60_000L,
              random.nextInt(60_000),
              Optional.empty()));
    }
    return actions;
  }
}
