package io.tidemark.infra.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemark.infra.console.Console;
import io.tidemark.infra.console.StackOptions;
import io.tidemark.infra.stack.ComponentStatus;
import io.tidemark.infra.stack.ComponentStatus.State;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark status}: each component's process looked at and its server asked, now. */
@Command(
    name = "status",
    description = "Show each component: state, address, start time, process, memory, log file.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Every component is up.",
      "3:Some component is stopped, dead, starting or does not answer."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final int NOT_ALL_UP = 3;

  @Mixin private StackOptions options;

  @Option(names = "--json", description = "Print one JSON object a component, as an array.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    List<ComponentStatus> all = options.supervisor().status();
    Console console = options.console();
    if (json) {
      console.line(StatusJson.of(all));
    } else {
      all.forEach(status -> console.line(Console.describe(status)));
      long resident = all.stream().mapToLong(status -> status.residentBytes().orElse(0)).sum();
      console.line("resident memory of all: %d MiB".formatted(resident >> 20));
    }
    return all.stream().allMatch(status -> status.state() == State.UP) ? 0 : NOT_ALL_UP;
  }
}
