package io.tidemark.infra.workflow;

import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Workflow;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which run of which workflow. */
public final class RunOptions {
  /** By its day, or by its id. */
  static final class Which {
    @Option(
        names = "--date",
        paramLabel = "DAY",
        description = "The run that was started for this data day (UTC), such as 2026-11-20.")
    private Optional<LocalDate> date = Optional.empty();

    @Option(names = "--run", paramLabel = "ID", description = "The run of this id.")
    private Optional<String> run = Optional.empty();
  }

  @Parameters(index = "0", paramLabel = "WORKFLOW", description = "As 'workflow list' shows it.")
  private String workflow;

  @ArgGroup(multiplicity = "1")
  private Which which;

  String workflow() {
    return workflow;
  }

  String runId() {
    return which.run.orElseGet(
        () -> Workflow.runId(workflow, new DataDay(which.date.orElseThrow())));
  }
}
