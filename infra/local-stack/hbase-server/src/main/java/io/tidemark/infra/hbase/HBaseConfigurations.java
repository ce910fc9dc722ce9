package io.tidemark.infra.hbase;

import io.tidemark.infra.component.ServerSettings;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;

/** The server's configuration, and that of the client with which it asks itself. */
final class HBaseConfigurations {
  private static final String LOOPBACK = "127.0.0.1";

  private HBaseConfigurations() {}

  static Configuration server(ServerSettings settings) {
    Path data = settings.path("data");
    Configuration configuration = HBaseConfiguration.create();
    configuration.setBoolean("hbase.cluster.distributed", false);
    configuration.set("hbase.rootdir", data.resolve("root").toUri().toString());
    configuration.set("hbase.tmp.dir", data.resolve("tmp").toString());
    configuration.set("hadoop.tmp.dir", data.resolve("tmp").toString());

    configuration.set("hbase.zookeeper.quorum", LOOPBACK);
    configuration.setInt("hbase.zookeeper.property.clientPort", settings.port("zookeeper-port"));

    configuration.setBoolean("hbase.localcluster.assign.random.ports", false);
    configuration.setInt("hbase.master.port", settings.port("port"));
    configuration.setInt("hbase.regionserver.port", settings.port("region-server-port"));
    configuration.setInt("hbase.master.info.port", -1);
    configuration.setInt("hbase.regionserver.info.port", -1);
    configuration.set("hbase.master.ipc.address", LOOPBACK);
    configuration.set("hbase.regionserver.ipc.address", LOOPBACK);
    configuration.set("hbase.master.hostname", "localhost");
    configuration.set("hbase.regionserver.hostname", "localhost");
    // The defaults leave time for the region servers of a real cluster to arrive: 3 s and 4.5 s at
    // every start. Here it is this one.
    configuration.setInt("hbase.regionserver.msginterval", 300);
    configuration.setInt("hbase.master.wait.on.regionservers.mintostart", 1);
    configuration.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
    configuration.setInt("hbase.master.wait.on.regionservers.timeout", 300);
    configuration.setInt("hbase.master.wait.on.regionservers.interval", 100);

    // A write-ahead log on the local file system: an acknowledged write is the operating system's
    // before the answer goes out, so it survives the process. (Surviving a power cut too would be
    // hbase.wal.hsync=true, at one disk flush a batch.)
    configuration.set("hbase.wal.provider", "filesystem");
    configuration.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    // Else Hadoop closes the file systems at SIGTERM while the region server is still flushing.
    configuration.setBoolean("fs.automatic.close", false);

    // One machine, a few clients.
    configuration.setInt("hbase.regionserver.handler.count", 12);
    configuration.setInt("hbase.regionserver.metahandler.count", 4);
    configuration.setInt("hbase.netty.worker.count", 2);
    return configuration;
  }

  /** Every wait is bounded well below a health check's own limit. */
  static Configuration client(Configuration server, int masterPort) {
    Configuration client = HBaseConfiguration.create(server);
    client.set(
        "hbase.client.registry.impl", "org.apache.hadoop.hbase.client.RpcConnectionRegistry");
    client.set("hbase.client.bootstrap.servers", "localhost:" + masterPort);
    client.setInt("hbase.rpc.timeout", 2_000);
    client.setInt("hbase.client.operation.timeout", 3_000);
    client.setInt("hbase.client.meta.operation.timeout", 3_000);
    client.setInt("hbase.client.retries.number", 1);
    return client;
  }
}
