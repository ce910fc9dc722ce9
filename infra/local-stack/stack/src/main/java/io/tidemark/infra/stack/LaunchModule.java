package io.tidemark.infra.stack;

/** Modules whose {@code main} classes are started as JVMs of their own. */
public enum LaunchModule {
  HBASE_SERVER("infra/local-stack/hbase-server"),
  KAFKA_SERVER("infra/local-stack/kafka-server"),
  HIVE_SERVER("infra/local-stack/hive-server"),
  BEAM_PIPELINES("beam-pipelines"),
  SERVING_API("serving-api"),
  WORKFLOWS("workflows"),
  BENCH("infra/bench");

  private final String folder;

  LaunchModule(String folder) {
    this.folder = folder;
  }

  /**
   * Its folder in the repository. JVM flags without which its classes do not work are in {@code
   * jvm.options} there, if it needs any.
   */
  public String folder() {
    return folder;
  }
}
