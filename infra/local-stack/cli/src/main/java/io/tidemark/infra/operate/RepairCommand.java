package io.tidemark.infra.operate;

import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.ComponentStatus;
import io.tidemark.infra.stack.ComponentStatus.State;
import io.tidemark.infra.stack.Supervisor;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark repair}: the streams and servers that were started and do not work any more. */
@Command(
    name = "repair",
    description =
        "Start again what was started and has died or does not answer; what was stopped stays"
            + " stopped. The workflow 'supervise_streams' does this every ten minutes.")
public final class RepairCommand implements Callable<Integer> {
  @Mixin private StackOptions options;

  @Override
  public Integer call() {
    Supervisor supervisor = options.supervisor();
    Set<Component> broken = EnumSet.noneOf(Component.class);
    for (ComponentStatus status : supervisor.status()) {
      // Not the scheduler, which may be the one that runs this.
      boolean counts = status.component() != Component.SCHEDULER;
      if (counts && (status.state() == State.DEAD || status.state() == State.UNRESPONSIVE)) {
        options.console().note(status.component().id() + ": " + status.detail());
        broken.add(status.component());
      }
    }
    if (broken.isEmpty()) {
      options.console().line("nothing to repair");
    } else {
      supervisor.up(broken);
    }
    return 0;
  }
}
