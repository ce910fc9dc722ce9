package io.tidemark.infra.stack;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the local stack is made of, in the order in which it is shown. */
public enum Component {
  /** ZooKeeper, master and region server; its address is the master's, {@code localhost:16000}. */
  HBASE(
      "hbase",
      Map.of(
          "port", 16_000,
          "region-server-port", 16_020,
          "zookeeper-port", 2_181,
          "health-port", 16_090)),
  /** A Kafka broker; its address is a bootstrap server, {@code 127.0.0.1:9092}. */
  KAFKA("kafka", Map.of("port", 9_092, "controller-port", 9_093, "health-port", 9_094)),
  /** HiveServer2; its address is a JDBC URL. */
  HIVE("hive", Map.of("port", 10_000, "health-port", 10_090)),
  /** The stream from Kafka to HBase. */
  RECORD_LIVE_ACTIONS("record-live-actions", Map.of("health-port", 17_001), HBASE, KAFKA),
  /** The stream from Kafka to Hive's action log. */
  ARCHIVE_ACTIONS("archive-actions", Map.of("health-port", 17_002), KAFKA, HIVE),
  /** Starts workflows; its address is the base URL of its API, {@code http://127.0.0.1:8793}. */
  SCHEDULER("scheduler", Map.of("port", 8_793)),
  /**
   * The serving API; its address is its base URL, {@code http://127.0.0.1:8080}, where it also
   * answers health checks.
   */
  API("api", Map.of("port", 8_080), HBASE, KAFKA);

  /** The servers that everything else stands on. */
  public static final Set<Component> SERVERS =
      Collections.unmodifiableSet(EnumSet.of(HBASE, KAFKA, HIVE));

  private final String id;
  private final Map<String, Integer> defaultPorts;
  private final Set<Component> needs;

  Component(String id, Map<String, Integer> defaultPorts, Component... needs) {
    this.id = id;
    this.defaultPorts = Map.copyOf(defaultPorts);
    this.needs = Set.of(needs);
  }

  /** The name on the command line, in file names and in JSON. */
  public String id() {
    return id;
  }

  /** Ports by argument name, taken where they are free. */
  Map<String, Integer> defaultPorts() {
    return defaultPorts;
  }

  /** Of its ports, the one on which it answers health checks. */
  static int healthPort(Map<String, Integer> ports) {
    return ports.getOrDefault("health-port", ports.get("port"));
  }

  /** Components that must be up before this one starts. */
  public Set<Component> needs() {
    return needs;
  }

  /**
   * Components whose address this one is told if they have been started, and without which it
   * starts just the same.
   */
  Set<Component> knows() {
    return this == API ? Set.of(SCHEDULER) : Set.of();
  }

  /** These components and all that they need. */
  public static Set<Component> withNeeds(Set<Component> components) {
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
