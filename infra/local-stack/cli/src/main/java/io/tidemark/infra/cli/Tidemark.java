package io.tidemark.infra.cli;

import io.tidemark.infra.bench.BenchCommand;
import io.tidemark.infra.demo.DemoCommand;
import io.tidemark.infra.experiments.ExperimentsCommand;
import io.tidemark.infra.jobs.EmbedCommand;
import io.tidemark.infra.jobs.EvaluateCommand;
import io.tidemark.infra.jobs.EvaluateDayCommand;
import io.tidemark.infra.jobs.ImportCommand;
import io.tidemark.infra.jobs.IndexCommand;
import io.tidemark.infra.jobs.InterestsCommand;
import io.tidemark.infra.jobs.PinsCommand;
import io.tidemark.infra.jobs.ReleasesCommand;
import io.tidemark.infra.jobs.ReplayCommand;
import io.tidemark.infra.jobs.SealCommand;
import io.tidemark.infra.jobs.StudyCommand;
import io.tidemark.infra.jobs.TrainCommand;
import io.tidemark.infra.operate.DownCommand;
import io.tidemark.infra.operate.LogsCommand;
import io.tidemark.infra.operate.RepairCommand;
import io.tidemark.infra.operate.ResetCommand;
import io.tidemark.infra.operate.SchedulerCommand;
import io.tidemark.infra.operate.StatusCommand;
import io.tidemark.infra.operate.UpCommand;
import io.tidemark.infra.schema.SchemaCommand;
import io.tidemark.infra.stack.StackException;
import io.tidemark.infra.workflow.WorkflowCommand;
import io.tidemark.store.StoreException;
import io.tidemark.workflows.client.AirflowException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. A new command is a class with {@link Command}, in the package of what it is
 * about, named in {@code subcommands} here.
 *
 * <p>Exit status: 0 done; 1 it could not be done, and the message says why; 2 the command line is
 * wrong; {@code status} has its own.
 */
@Command(
    name = "tidemark",
    description = "A personalised ranking system in two tides: a daily batch and a live stream.",
    mixinStandardHelpOptions = true,
    version = "tidemark 0.1.0",
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      RepairCommand.class,
      DownCommand.class,
      ResetCommand.class,
      SchemaCommand.class,
      SchedulerCommand.class,
      ImportCommand.class,
      PinsCommand.class,
      TrainCommand.class,
      SealCommand.class,
      EmbedCommand.class,
      InterestsCommand.class,
      IndexCommand.class,
      EvaluateCommand.class,
      EvaluateDayCommand.class,
      StudyCommand.class,
      ReleasesCommand.class,
      ReplayCommand.class,
      ExperimentsCommand.class,
      WorkflowCommand.class,
      DemoCommand.class,
      BenchCommand.class
    })
public final class Tidemark {
  private Tidemark() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Times.readBy(new CommandLine(new Tidemark()))
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              if (isForTheUser(failure)) {
                commandLine.getErr().println("tidemark: " + failure.getMessage());
              } else {
                failure.printStackTrace(commandLine.getErr());
              }
              return CommandLine.ExitCode.SOFTWARE;
            })
        .setUsageHelpAutoWidth(true);
  }

  /** Failures whose message says all: the reason and what to do. */
  private static boolean isForTheUser(Exception failure) {
    return failure instanceof StackException
        || failure instanceof StoreException
        || failure instanceof AirflowException;
  }
}
