package io.tidemark.infra.operate;

import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.Supervisor;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark scheduler}: the scheduler alone. */
@Command(
    name = "scheduler",
    description = {
      "Start the scheduler if it is not running, and tell where its API is. 'up' starts it, too;"
          + " 'down scheduler' stops it.",
      "It speaks version 2 of Airflow's REST API: POST /auth/token with user and password gives a"
          + " token for /api/v2."
    })
public final class SchedulerCommand implements Callable<Integer> {
  @Mixin private StackOptions options;

  @Override
  public Integer call() {
    Supervisor supervisor = options.supervisor();
    supervisor.up(EnumSet.of(Component.SCHEDULER));
    Console console = options.console();
    console.line("API        %s/api/v2".formatted(supervisor.address(Component.SCHEDULER)));
    console.line(
        "passwords  of admin and viewer are in %s"
            .formatted(options.folder().schedulerCredentials()));
    return 0;
  }
}
