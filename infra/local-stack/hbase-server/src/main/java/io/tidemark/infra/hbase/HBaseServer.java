package io.tidemark.infra.hbase;

import io.tidemark.infra.component.LocalServer;
import io.tidemark.infra.component.ServerProcess;
import io.tidemark.infra.component.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.ClusterMetrics;
import org.apache.hadoop.hbase.ClusterMetrics.Option;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;

/**
 * ZooKeeper, one master and one region server in this JVM.
 *
 * <p>Arguments: {@code --data} (folder), {@code --port} (master; clients bootstrap from it), {@code
 * --region-server-port}, {@code --zookeeper-port}, {@code --health-port}.
 */
public final class HBaseServer implements LocalServer {
  private static final long BETWEEN_LOOKS_MS = 500;

  private final MiniZooKeeperCluster zooKeeper;
  private final LocalHBaseCluster cluster;
  private final Configuration clientConfiguration;
  private Connection connection;
  private boolean allRegionsWereOnline;

  private HBaseServer(
      MiniZooKeeperCluster zooKeeper,
      LocalHBaseCluster cluster,
      Configuration clientConfiguration) {
    this.zooKeeper = zooKeeper;
    this.cluster = cluster;
    this.clientConfiguration = clientConfiguration;
  }

  public static void main(String[] args) {
    ServerProcess.run("hbase", args, HBaseServer::start);
  }

  private static HBaseServer start(ServerSettings settings)
      throws IOException, InterruptedException {
    Path data = Files.createDirectories(settings.path("data"));
    Configuration configuration = HBaseConfigurations.server(settings);
    MiniZooKeeperCluster zooKeeper = new MiniZooKeeperCluster(configuration);
    int zooKeeperPort = settings.port("zookeeper-port");
    zooKeeper.setDefaultClientPort(zooKeeperPort);
    int bound = zooKeeper.startup(Files.createDirectories(data.resolve("zookeeper")).toFile());
    if (bound != zooKeeperPort) {
      // It silently takes the next free port, where nobody would look for it.
      throw new IOException("ZooKeeper's port " + zooKeeperPort + " is taken");
    }
    LocalHBaseCluster cluster = new LocalHBaseCluster(configuration, 1);
    cluster.startup();
    return new HBaseServer(
        zooKeeper, cluster, HBaseConfigurations.client(configuration, settings.port("port")));
  }

  /** A read of hbase:meta, and the master's view of the regions. */
  @Override
  public String ask() throws IOException {
    if (connection == null) {
      connection = ConnectionFactory.createConnection(clientConfiguration);
    }
    try (Table meta = connection.getTable(TableName.META_TABLE_NAME);
        Admin admin = connection.getAdmin()) {
      var unused = meta.exists(new Get(Bytes.toBytes("no such region")));
      ClusterMetrics metrics =
          admin.getClusterMetrics(
              EnumSet.of(
                  Option.LIVE_SERVERS,
                  Option.TABLE_TO_REGIONS_COUNT,
                  Option.REGIONS_IN_TRANSITION));
      int moving = metrics.getRegionStatesInTransition().size();
      // Regions move now and then later, but a start is over only when none does.
      if (moving > 0 && !allRegionsWereOnline) {
        throw new IllegalStateException(moving + " regions are not online yet");
      }
      allRegionsWereOnline = true;
      int regions =
          metrics.getTableRegionStatesCount().values().stream()
              .mapToInt(counts -> counts.getOpenRegions())
              .sum();
      return "%d region server, %d regions online"
          .formatted(metrics.getLiveServerMetrics().size(), regions);
    }
  }

  /** Until the master or the region server has ended: neither is of use without the other. */
  @Override
  public void await() throws InterruptedException {
    // Not LocalHBaseCluster.join(): it writes a thread dump to the log once a minute.
    List<Thread> threads = threads();
    while (threads.stream().allMatch(Thread::isAlive)) {
      threads.get(0).join(BETWEEN_LOOKS_MS);
    }
  }

  /** Region server and master first, flushing what is in memory; ZooKeeper last. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (connection != null) {
      connection.close();
    }
    cluster.shutdown();
    for (Thread thread : threads()) {
      thread.join();
    }
    zooKeeper.shutdown();
  }

  private List<Thread> threads() {
    List<Thread> threads = new ArrayList<>(cluster.getRegionServers());
    threads.addAll(cluster.getMasters());
    return threads;
  }
}
