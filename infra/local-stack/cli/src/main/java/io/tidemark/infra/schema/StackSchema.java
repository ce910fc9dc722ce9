package io.tidemark.infra.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import io.tidemark.infra.stack.StackException;
import io.tidemark.infra.stack.StateFolder;
import io.tidemark.infra.stack.Supervisor;
import io.tidemark.infra.stack.TidemarkHome;
import io.tidemark.store.StoreConfig;
import io.tidemark.store.StoreConnection;
import io.tidemark.store.StoreSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Creates tables and topics in the servers of a stack.
 *
 * <p>That they are there is noted in each server's own data folder, together with the build that
 * made them: so the note goes when the data go, and a new build looks again.
 */
public final class StackSchema {
  private final TidemarkHome home;
  private final StateFolder folder;
  private final Supervisor supervisor;
  private final Console console;

  public StackSchema(
      TidemarkHome home, StateFolder folder, Supervisor supervisor, Console console) {
    this.home = requireNonNull(home, "home is null");
    this.folder = requireNonNull(folder, "folder is null");
    this.supervisor = requireNonNull(supervisor, "supervisor is null");
    this.console = requireNonNull(console, "console is null");
  }

  /** Creates what this build has not created yet in these servers, which must be up. */
  public void createWhereNew(Collection<Component> servers) throws InterruptedException {
    Set<Component> rest = EnumSet.noneOf(Component.class);
    for (Component server : servers) {
      if (!isNoted(server)) {
        rest.add(server);
      }
    }
    create(rest);
  }

  /** Creates what is missing in these servers, which must be up. */
  public void create(Collection<Component> servers) throws InterruptedException {
    for (Component server : servers) {
      List<String> did =
          switch (server) {
            case HBASE -> createInHBase();
            case KAFKA ->
                run(
                    "io.tidemark.pipelines.realtime.Topics",
                    "--kafka=" + supervisor.address(Component.KAFKA));
            case HIVE ->
                run(
                    "io.tidemark.pipelines.actionlog.HiveSchema",
                    "--hive=" + supervisor.address(Component.HIVE),
                    "--warehouse=" + folder.warehouse().toUri());
            case RECORD_LIVE_ACTIONS, ARCHIVE_ACTIONS, SCHEDULER, API -> List.of();
          };
      console.note("schema of %s: %s".formatted(server.id(), String.join("; ", did)));
      note(server);
    }
  }

  private List<String> createInHBase() {
    StoreConfig config = StoreConfig.of(supervisor.address(Component.HBASE));
    try (StoreConnection connection = StoreConnection.open(config)) {
      List<String> created = new StoreSchema(connection).create();
      return created.isEmpty() ? List.of("nothing to do") : created;
    }
  }

  private List<String> run(String mainClass, String... arguments) throws InterruptedException {
    List<String> output = new ArrayList<>();
    int status =
        JavaProcess.of(home, LaunchModule.BEAM_PIPELINES, mainClass)
            .jvmFlags("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .arguments(arguments)
            .run(output::add);
    if (status != 0) {
      throw new StackException(
          "%s failed with status %d:%n%s"
              .formatted(mainClass, status, String.join(System.lineSeparator(), output)));
    }
    return output;
  }

  private boolean isNoted(Component server) {
    try {
      Path file = noteFile(server);
      return Files.exists(file) && Files.readString(file).equals(build());
    } catch (IOException e) {
      throw new StackException("cannot read " + noteFile(server), e);
    }
  }

  private void note(Component server) {
    try {
      Files.writeString(noteFile(server), build(), UTF_8);
    } catch (IOException e) {
      throw new StackException("cannot write " + noteFile(server), e);
    }
  }

  private Path noteFile(Component server) {
    return folder.data(server).resolve("tidemark-schema");
  }

  /** Which build this is, as far as the schema's two modules are concerned. */
  private String build() {
    return "%s %s"
        .formatted(home.builtAt("hbase-store"), home.builtAt(LaunchModule.BEAM_PIPELINES.folder()));
  }
}
