package io.tidemark.infra.operate;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.schema.StackSchema;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.Supervisor;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark up}: servers, then tables and topics, then streams and the API. */
@Command(
    name = "up",
    description = {
      "Start the stack, or what of it is not running, and wait until each component answers a"
          + " real request. What runs is left as it is.",
      "HBase, Kafka and HiveServer2 first; then their tables and topics are created where they"
          + " are missing; then the streams and the API."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private StackOptions options;
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "COMPONENT",
      completionCandidates = ComponentNames.class,
      description = "What to start, with all it needs (default: all): ${COMPLETION-CANDIDATES}.")
  private List<String> components = List.of();

  @Override
  public Integer call() throws InterruptedException {
    Instant start = Instant.now();
    Set<Component> wanted = Component.withNeeds(ComponentNames.orAll(components, command));
    Set<Component> servers = EnumSet.copyOf(wanted);
    servers.retainAll(Component.SERVERS);
    Set<Component> others = EnumSet.copyOf(wanted);
    others.removeAll(Component.SERVERS);

    Supervisor supervisor = options.supervisor();
    Console console = options.console();
    supervisor.up(servers);
    if (!others.isEmpty()) {
      new StackSchema(options.home(), options.folder(), supervisor, console)
          .createWhereNew(servers);
      supervisor.up(others);
    }
    console.note("up after " + Console.secondsSince(start));
    return 0;
  }
}
