package io.tidemark.infra.schema;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.Supervisor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark schema}: all tables and topics, whether or not they were made before. */
@Command(
    name = "schema",
    description =
        "Create the HBase and Hive tables and the Kafka topics where they are missing, and bring"
            + " their settings up to date. Starts the three servers if they are not up.")
public final class SchemaCommand implements Callable<Integer> {
  @Mixin private StackOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Supervisor supervisor = options.supervisor();
    supervisor.up(Component.SERVERS);
    new StackSchema(options.home(), options.folder(), supervisor, options.console())
        .create(Component.SERVERS);
    return 0;
  }
}
