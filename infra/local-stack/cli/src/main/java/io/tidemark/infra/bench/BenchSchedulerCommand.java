package io.tidemark.infra.bench;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.JavaProcess;
import io.tidemark.infra.stack.LaunchModule;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark bench scheduler}. */
@Command(
    name = "scheduler",
    description = {
      "How fast are the scheduler's lists with 1,000 runs of 10 tasks, and what does it add to a"
          + " task?",
      "Runs them, as processes that do nothing, on a scheduler of its own; takes some minutes."
    })
public final class BenchSchedulerCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Override
  public Integer call() throws InterruptedException {
    return JavaProcess.of(
            stack.home(), LaunchModule.WORKFLOWS, "io.tidemark.workflows.server.BenchScheduler")
        .jvmFlags("-Xmx256m", "-XX:+UseSerialGC")
        .arguments(stack.folder().root().resolve("bench-scheduler").toString())
        .run(stack.console()::line);
  }
}
