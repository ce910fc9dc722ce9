package io.tidemark.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncAdmin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.AsyncTableBuilder;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.RpcConnectionRegistry;
import org.apache.hadoop.hbase.client.ScanResultConsumerBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's connection to HBase, shared by all stores and threads; open one a process.
 *
 * <p>It is HBase's asynchronous client, for synchronous calls too: one set of sockets and one cache
 * of region locations, and a deadline that holds whatever the servers do. It reconnects by itself
 * when HBase comes back.
 */
public final class StoreConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreConnection.class);
  private static final int CALLBACK_THREADS =
      Math.max(2, Runtime.getRuntime().availableProcessors());

  /** One look-up of a region or server may take that long even where reads must be faster. */
  private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(3);

  private final StoreConfig config;
  private final AsyncConnection connection;
  private final ExecutorService callbacks;

  private StoreConnection(StoreConfig config, AsyncConnection connection) {
    this.config = config;
    this.connection = connection;
    this.callbacks = callbackThreads();
  }

  /**
   * Connects, and reads once from every table that exists, so that the first real read finds
   * classes loaded, sockets open and regions located (the first one costs 2 to 3 s otherwise).
   *
   * @throws StoreException if no HBase answers at the address within the connect timeout
   */
  public static StoreConnection open(StoreConfig config) {
    requireNonNull(config, "config is null");
    CompletableFuture<AsyncConnection> opening =
        ConnectionFactory.createAsyncConnection(configuration(config));
    AsyncConnection connection;
    try {
      connection = opening.get(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeWhenOpen(opening);
      throw cannotConnect(config, "interrupted while connecting", e);
    } catch (TimeoutException e) {
      closeWhenOpen(opening);
      throw cannotConnect(config, "no answer within " + config.connectTimeout(), e);
    } catch (ExecutionException e) {
      throw cannotConnect(config, "cannot connect", e.getCause());
    }
    StoreConnection store = new StoreConnection(config, connection);
    store.warmUp();
    return store;
  }

  /** Where it is connected to, and its time limits. */
  public StoreConfig config() {
    return config;
  }

  /** Closes the sockets and threads. Reads and writes under way fail. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the connection to HBase", e);
    } finally {
      callbacks.shutdown();
    }
  }

  /** A table of the namespace; only the stores use it. */
  StoreTable table(String name) {
    return table(StoreSchema.tableName(name));
  }

  /** Any table. */
  StoreTable table(TableName name) {
    return new StoreTable(
        name.getQualifierAsString(),
        config,
        limited(connection.getTableBuilder(name, callbacks)),
        limited(connection.getTableBuilder(name)));
  }

  private <C extends ScanResultConsumerBase> AsyncTable<C> limited(AsyncTableBuilder<C> table) {
    long rpc = config.rpcTimeout().toMillis();
    long operation = config.operationTimeout().toMillis();
    return table
        .setRpcTimeout(rpc, TimeUnit.MILLISECONDS)
        .setReadRpcTimeout(rpc, TimeUnit.MILLISECONDS)
        .setWriteRpcTimeout(rpc, TimeUnit.MILLISECONDS)
        .setOperationTimeout(operation, TimeUnit.MILLISECONDS)
        .setScanTimeout(operation, TimeUnit.MILLISECONDS)
        .build();
  }

  /** For changes of the schema, which take longer than reads and writes. */
  AsyncAdmin admin() {
    return connection
        .getAdminBuilder(callbacks)
        .setOperationTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .setRpcTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }

  private void warmUp() {
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (String name : StoreSchema.TABLES) {
      TableName table = StoreSchema.tableName(name);
      reads.add(
          connection
              .getRegionLocator(table)
              .getAllRegionLocations()
              .thenCompose(regions -> readOnceFromEach(table, regions)));
    }
    try {
      CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
          .get(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Not all tables could be read while connecting: the first reads are slower", e);
    }
  }

  private CompletableFuture<Void> readOnceFromEach(TableName table, List<HRegionLocation> regions) {
    return CompletableFuture.allOf(
        regions.stream()
            .map(region -> warmUpGet(region.getRegion().getStartKey()))
            .map(get -> connection.getTable(table, callbacks).exists(get))
            .toArray(CompletableFuture[]::new));
  }

  private static Get warmUpGet(byte[] startKey) {
    return new Get(startKey.length == 0 ? new byte[] {0} : startKey);
  }

  private static Configuration configuration(StoreConfig config) {
    Configuration conf = HBaseConfiguration.create();
    // With the ZooKeeper registry a dead server blocks a read for 10 to 40 s whatever the timeouts.
    conf.set(
        HConstants.CLIENT_CONNECTION_REGISTRY_IMPL_CONF_KEY, RpcConnectionRegistry.class.getName());
    conf.set(RpcConnectionRegistry.BOOTSTRAP_NODES, config.address());
    // For looking up servers and regions, and warming up; the tables bring the caller's limits.
    long operation = config.connectTimeout().toMillis();
    long rpc = longer(config.rpcTimeout(), LOOK_UP_TIMEOUT).toMillis();
    conf.setLong(HConstants.HBASE_CLIENT_OPERATION_TIMEOUT, operation);
    conf.setLong(HConstants.HBASE_CLIENT_META_OPERATION_TIMEOUT, operation);
    conf.setLong(HConstants.HBASE_RPC_TIMEOUT_KEY, rpc);
    conf.setLong(HConstants.HBASE_RPC_READ_TIMEOUT_KEY, rpc);
    conf.setLong(HConstants.HBASE_RPC_WRITE_TIMEOUT_KEY, rpc);
    conf.setLong("hbase.ipc.client.socket.timeout.connect", rpc);
    conf.setInt(HConstants.HBASE_CLIENT_RETRIES_NUMBER, config.retries());
    conf.setLong(HConstants.HBASE_CLIENT_PAUSE, config.pause().toMillis());
    return conf;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static ExecutorService callbackThreads() {
    AtomicInteger count = new AtomicInteger();
    return Executors.newFixedThreadPool(
        CALLBACK_THREADS,
        task -> {
          Thread thread = new Thread(task, "hbase-store-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void closeWhenOpen(CompletableFuture<AsyncConnection> opening) {
    CompletableFuture<Void> unused =
        opening.thenAccept(
            late -> {
              try {
                late.close();
              } catch (IOException e) {
                log.debug("Could not close a connection that opened too late", e);
              }
            });
  }

  private static StoreException cannotConnect(StoreConfig config, String problem, Throwable cause) {
    return new StoreException(
        "(any)",
        null,
        problem + " (" + cause + ")",
        "check that HBase is up at " + config.address() + " (./tidemark status)",
        cause);
  }
}
