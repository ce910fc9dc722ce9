package io.tidemark.infra.stack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the local stack is made of, in the order in which it is shown. */
public enum Component {
  /** ZooKeeper, master and region server; its address is the master's, {@code localhost:16000}. */
  HBASE(
      "hbase",
      Map.of("port", 16_000, "region-server-port", 16_020, "zookeeper-port", 2_181),
      16_090),
  /** A Kafka broker; its address is a bootstrap server, {@code 127.0.0.1:9092}. */
  KAFKA("kafka", Map.of("port", 9_092, "controller-port", 9_093), 9_094),
  /** HiveServer2; its address is a JDBC URL. */
  HIVE("hive", Map.of("port", 10_000), 10_090),
  /** The stream from Kafka to HBase. */
  RECORD_LIVE_ACTIONS("record-live-actions", Map.of(), 17_001, HBASE, KAFKA),
  /** The stream from Kafka to Hive's action log. */
  ARCHIVE_ACTIONS("archive-actions", Map.of(), 17_002, HBASE, KAFKA, HIVE),
  /** The serving API; its address is its base URL, {@code http://127.0.0.1:8080}. */
  API("api", Map.of("port", 8_080), 8_081, HBASE, KAFKA);

  /** The servers that everything else stands on. */
  public static final Set<Component> SERVERS = Set.copyOf(EnumSet.of(HBASE, KAFKA, HIVE));

  private final String id;
  private final Map<String, Integer> defaultPorts;
  private final Set<Component> needs;

  Component(String id, Map<String, Integer> ports, int healthPort, Component... needs) {
    this.id = id;
    Map<String, Integer> all = new java.util.TreeMap<>(ports);
    all.put(HEALTH_PORT, healthPort);
    this.defaultPorts = Map.copyOf(all);
    this.needs = Set.of(needs);
  }

  /** The name of the port every component answers health checks on. */
  static final String HEALTH_PORT = "health-port";

  /** The name on the command line, in file names and in JSON. */
  public String id() {
    return id;
  }

  /** Ports by argument name, taken where they are free. */
  Map<String, Integer> defaultPorts() {
    return defaultPorts;
  }

  /** Components that must be up before this one starts. */
  public Set<Component> needs() {
    return needs;
  }

  /** These components and all that they need. */
  static Set<Component> withNeeds(Set<Component> components) {
    Set<Component> all = EnumSet.noneOf(Component.class);
    for (Component component : components) {
      all.add(component);
      all.addAll(withNeeds(component.needs));
    }
    return all;
  }

  /**
   * The component of this name.
   *
   * @throws IllegalArgumentException naming all there are
   */
  public static Component of(String id) {
    return Arrays.stream(values())
        .filter(component -> component.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "component '%s' is unknown; there are: %s".formatted(id, names())));
  }

  private static String names() {
    return Arrays.stream(values()).map(Component::id).collect(Collectors.joining(", "));
  }
}
