package io.tidemark.infra.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How each component is started: its main class, memory, arguments and address. */
final class Launches {
  /**
   * For processes that share two cores: what the second compiler and a concurrent collector would
   * win later they take from all the others in the first minutes.
   */
  private static final List<String> SMALL_AND_QUICK =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final String SCHEDULER_USER = "viewer";

  private final TidemarkHome home;
  private final StateFolder folder;

  Launches(TidemarkHome home, StateFolder folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Where clients will reach it, given its ports. */
  static String address(Component component, Map<String, Integer> ports) {
    return switch (component) {
      case HBASE -> "localhost:" + ports.get("port");
      case KAFKA -> "127.0.0.1:" + ports.get("port");
      case HIVE -> "jdbc:hive2://127.0.0.1:" + ports.get("port") + "/tidemark";
      case SCHEDULER, API -> "http://127.0.0.1:" + ports.get("port");
      case RECORD_LIVE_ACTIONS, ARCHIVE_ACTIONS ->
          "http://127.0.0.1:" + Component.healthPort(ports);
    };
  }

  /**
   * The process to start.
   *
   * @param ports its own, by argument name
   * @param addresses of the components it needs
   * @param environment variables that every component gets
   */
  JavaProcess of(
      Component component,
      Map<String, Integer> ports,
      Map<Component, String> addresses,
      Map<String, String> environment) {
    return switch (component) {
      case HBASE ->
          JavaProcess.of(home, LaunchModule.HBASE_SERVER, "io.tidemark.infra.hbase.HBaseServer")
              .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx448m", "-XX:MaxMetaspaceSize=160m"))
              .arguments(serverArguments(component, ports))
              .environment(environment);
      case KAFKA ->
          JavaProcess.of(home, LaunchModule.KAFKA_SERVER, "io.tidemark.infra.kafka.KafkaServer")
              .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx192m", "-XX:MaxMetaspaceSize=128m"))
              .arguments(serverArguments(component, ports))
              .environment(environment);
      case HIVE ->
          JavaProcess.of(home, LaunchModule.HIVE_SERVER, "io.tidemark.infra.hive.HiveServer")
              .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx512m", "-XX:MaxMetaspaceSize=256m"))
              .arguments(serverArguments(component, ports))
              .environment(environment);
      case RECORD_LIVE_ACTIONS ->
          stream("io.tidemark.pipelines.realtime.RecordLiveActions", component, ports, addresses)
              .environment(environment);
      case ARCHIVE_ACTIONS ->
          stream(
                  "io.tidemark.pipelines.realtime.ArchiveActions",
                  component,
                  ports,
                  addresses,
                  "--warehouse=" + folder.warehouse().toUri())
              .environment(environment);
      case SCHEDULER ->
          JavaProcess.of(
                  home, LaunchModule.WORKFLOWS, "io.tidemark.workflows.server.TidemarkScheduler")
              .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx128m", "-XX:MaxMetaspaceSize=128m"))
              .environment(schedulerEnvironment(ports, environment));
      case API ->
          JavaProcess.of(home, LaunchModule.SERVING_API, "io.tidemark.serving.TidemarkServing")
              .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx384m"))
              .environment(apiEnvironment(ports, addresses, environment));
    };
  }

  private List<String> serverArguments(Component component, Map<String, Integer> ports) {
    return Stream.concat(
            Stream.of("--data=" + folder.data(component)),
            new TreeMap<>(ports)
                .entrySet().stream().map(port -> "--" + port.getKey() + "=" + port.getValue()))
        .toList();
  }

  /** A stream keeps its temporary files in the state folder, too. */
  private JavaProcess stream(
      String mainClass,
      Component component,
      Map<String, Integer> ports,
      Map<Component, String> addresses,
      String... more) {
    Path temporary = folder.data(component).resolve("tmp");
    try {
      Files.createDirectories(temporary);
    } catch (IOException e) {
      throw new StackException("cannot create %s: %s".formatted(temporary, e.getMessage()), e);
    }
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--runner=FlinkRunner");
    arguments.add("--healthPort=" + Component.healthPort(ports));
    addresses.forEach((server, address) -> arguments.add("--" + server.id() + "=" + address));
    return JavaProcess.of(home, LaunchModule.BEAM_PIPELINES, mainClass)
        .jvmFlags(plus(SMALL_AND_QUICK, "-Xmx320m", "-Djava.io.tmpdir=" + temporary))
        .arguments(arguments);
  }

  /** Its tasks are this repository's commands, on this stack. */
  private Map<String, String> schedulerEnvironment(
      Map<String, Integer> ports, Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("TIDEMARK_SCHEDULER_FOLDER", folder.data(Component.SCHEDULER).toString());
    all.put("TIDEMARK_SCHEDULER_BIND", "127.0.0.1");
    all.put("TIDEMARK_SCHEDULER_PORT", ports.get("port").toString());
    all.put("TIDEMARK_COMMAND", home.root().resolve("tidemark").toString());
    all.put("TIDEMARK_STATE", folder.root().toString());
    return all;
  }

  /** The API keeps its copies of pins in the state folder, so that it starts with them. */
  private Map<String, String> apiEnvironment(
      Map<String, Integer> ports,
      Map<Component, String> addresses,
      Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("TIDEMARK_HBASE", addresses.get(Component.HBASE));
    all.put("TIDEMARK_KAFKA", addresses.get(Component.KAFKA));
    all.put("TIDEMARK_API_BIND", "127.0.0.1");
    all.put("TIDEMARK_PIN_SNAPSHOTS", folder.data(Component.API).resolve("pins").toString());
    all.put("TIDEMARK_EXPERIMENTS", folder.experiments().toString());
    all.put("TIDEMARK_READOUTS", folder.readouts().toString());
    all.put("TIDEMARK_API_PORT", ports.get("port").toString());
    if (addresses.containsKey(Component.SCHEDULER)) {
      all.put("TIDEMARK_SCHEDULER", addresses.get(Component.SCHEDULER));
      all.put("TIDEMARK_SCHEDULER_USERNAME", SCHEDULER_USER);
      all.put("TIDEMARK_SCHEDULER_PASSWORD", schedulerPassword());
    }
    return all;
  }

  /** Of who may look; empty before the scheduler's first start. */
  private String schedulerPassword() {
    Path credentials = folder.schedulerCredentials();
    if (!Files.exists(credentials)) {
      return "";
    }
    try {
      return new ObjectMapper().readTree(credentials.toFile()).path(SCHEDULER_USER).asText();
    } catch (IOException e) {
      throw new StackException("cannot read %s: %s".formatted(credentials, e.getMessage()), e);
    }
  }

  private static List<String> plus(List<String> flags, String... more) {
    return Stream.concat(flags.stream(), Stream.of(more)).toList();
  }
}
