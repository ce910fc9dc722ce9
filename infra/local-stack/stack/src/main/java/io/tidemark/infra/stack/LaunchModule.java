package io.tidemark.infra.stack;

import java.util.List;
import java.util.stream.Stream;

/** Modules whose {@code main} classes are started as JVMs of their own. */
public enum LaunchModule {
  HBASE_SERVER("infra/local-stack/hbase-server", opens("java.nio")),
  KAFKA_SERVER("infra/local-stack/kafka-server", List.of()),
  HIVE_SERVER(
      "infra/local-stack/hive-server",
      opens("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent.atomic")),
  /** Flink's class loading, serializers and RPC, and HBase's client, reach into the JDK. */
  BEAM_PIPELINES(
      "beam-pipelines",
      Stream.concat(
              opens(
                  "java.lang",
                  "java.lang.reflect",
                  "java.net",
                  "java.io",
                  "java.nio",
                  "sun.nio.ch",
                  "java.text",
                  "java.time",
                  "java.util",
                  "java.util.concurrent",
                  "java.util.concurrent.atomic",
                  "java.util.concurrent.locks")
                  .stream(),
              Stream.of(
                  "-Dai.djl.offline=true",
                  "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
                  "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED"))
          .toList()),
  SERVING_API(
      "serving-api",
      Stream.concat(opens("java.nio").stream(), Stream.of("-Dai.djl.offline=true")).toList()),
  WORKFLOWS("workflows", List.of());

  private final String folder;
  private final List<String> jvmFlags;

  LaunchModule(String folder, List<String> jvmFlags) {
    this.folder = folder;
    this.jvmFlags = jvmFlags;
  }

  /** Its folder in the repository. */
  public String folder() {
    return folder;
  }

  /** JVM flags without which its classes do not work. */
  public List<String> jvmFlags() {
    return jvmFlags;
  }

  private static List<String> opens(String... packages) {
    return Stream.of(packages)
        .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
        .toList();
  }
}
