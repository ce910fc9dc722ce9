package io.tidemark.workflows.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.lifecycle.Managed;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.Workflows;
import io.tidemark.workflows.scheduler.Archive;
import io.tidemark.workflows.scheduler.Attempts;
import io.tidemark.workflows.scheduler.Backfills;
import io.tidemark.workflows.scheduler.Catalog;
import io.tidemark.workflows.scheduler.Database;
import io.tidemark.workflows.scheduler.RunControl;
import io.tidemark.workflows.scheduler.Scheduler;
import io.tidemark.workflows.scheduler.SchedulerException;
import io.tidemark.workflows.scheduler.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The embedded scheduler: starts workflows by their schedules and by request, and serves version 2
 * of Airflow's REST API.
 *
 * <p>{@code TidemarkScheduler} alone runs with the packaged configuration and the environment
 * ({@code TIDEMARK_SCHEDULER_FOLDER}, {@code TIDEMARK_SCHEDULER_PORT}, {@code
 * TIDEMARK_SCHEDULER_BIND}, {@code TIDEMARK_COMMAND}); {@code TidemarkScheduler server my.yml} with
 * a file.
 */
public class TidemarkScheduler extends Application<SchedulerConfiguration> {
  private static final String PACKAGED_CONFIGURATION = "tidemark-scheduler.yml";

  private final List<Workflow> workflows;

  /** With the workflows of Tidemark. */
  public TidemarkScheduler() {
    this(Workflows.all());
  }

  TidemarkScheduler(List<Workflow> workflows) {
    this.workflows = List.copyOf(workflows);
  }

  /** Runs until the process is ended. */
  public static void main(String[] args) throws Exception {
    endWithOwner(System.getenv("TIDEMARK_OWNER"));
    new TidemarkScheduler()
        .run(args.length == 0 ? new String[] {"server", PACKAGED_CONFIGURATION} : args);
  }

  @Override
  public String getName() {
    return "tidemark-scheduler";
  }

  @Override
  public void initialize(Bootstrap<SchedulerConfiguration> bootstrap) {
    ResourceConfigurationSourceProvider packaged = new ResourceConfigurationSourceProvider();
    FileConfigurationSourceProvider file = new FileConfigurationSourceProvider();
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            path -> (path.equals(PACKAGED_CONFIGURATION) ? packaged : file).open(path),
            new EnvironmentVariableSubstitutor(false)));
  }

  @Override
  public void run(SchedulerConfiguration configuration, Environment environment) {
    if (configuration.getFolder().isBlank() || configuration.getLauncher().contains("")) {
      throw new SchedulerException(
          "name the scheduler's folder (TIDEMARK_SCHEDULER_FOLDER) and the command that tasks are"
              + " arguments of (TIDEMARK_COMMAND)");
    }
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      server.setRegisterDefaultExceptionMappers(false);
    }
    Clock clock = Clock.systemUTC();
    Path folder = Path.of(configuration.getFolder()).toAbsolutePath();
    Database database = Database.open(folder);
    Catalog catalog = new Catalog(workflows);
    Attempts attempts =
        new Attempts(
            configuration.getLauncher(),
            folder.resolve("tries"),
            Duration.ofSeconds(configuration.getGraceSeconds()),
            clock);
    Scheduler scheduler = new Scheduler(database, catalog, attempts, clock);
    environment.lifecycle().manage(new Running(scheduler, database));
    register(environment, new Parts(database, catalog, attempts, scheduler), folder, clock);
  }

  private record Parts(
      Database database, Catalog catalog, Attempts attempts, Scheduler scheduler) {}

  private static void register(Environment environment, Parts parts, Path folder, Clock clock) {
    Archive archive = new Archive(parts.database(), parts.catalog());
    RunControl control = new RunControl(parts.scheduler());
    Settings settings = new Settings(parts.database(), parts.scheduler());
    Tokens tokens = Tokens.in(folder, clock);
    DagShapes dags = new DagShapes(clock.instant());
    RunShapes runs = new RunShapes(dags, hostname());

    // Fields that are null are part of the answers.
    environment.getObjectMapper().setSerializationInclusion(JsonInclude.Include.ALWAYS);
    JerseyEnvironment jersey = environment.jersey();
    jersey.register(new RefusalMapper());
    jersey.register(new Gatekeeper(tokens));
    jersey.register(new AuthResource(Accounts.in(parts.database(), folder), tokens));
    jersey.register(new VersionResource());
    jersey.register(new MonitorResource(parts.scheduler(), archive));
    jersey.register(
        new ComponentResource(
            archive, Optional.ofNullable(System.getenv("TIDEMARK_INSTANCE")).orElse("")));
    jersey.register(new ImportErrorsResource());
    jersey.register(new StatsResource(parts.catalog(), archive));
    jersey.register(new SourcesResource(parts.catalog(), dags));
    jersey.register(new DagsResource(parts.catalog(), archive, control, dags, clock));
    jersey.register(new RunsResource(parts.catalog(), archive, control, runs, clock));
    jersey.register(new RunListResource(archive, runs));
    jersey.register(new WaitResource(archive));
    jersey.register(new TasksResource(archive, control, runs));
    jersey.register(new TaskListResource(archive, runs));
    jersey.register(new LogsResource(archive, parts.attempts()));
    jersey.register(new ClearResource(archive, control, runs));
    jersey.register(new ClearRunResource(archive, control, runs));
    jersey.register(
        new BackfillsResource(new Backfills(parts.database(), parts.scheduler(), control)));
    jersey.register(new PoolsResource(settings));
    jersey.register(new VariablesResource(settings));
  }

  @Override
  protected void onFatalError(Throwable failure) {
    System.err.println("tidemark scheduler: " + failure.getMessage());
    super.onFatalError(failure);
  }

  private record Running(Scheduler scheduler, Database database) implements Managed {
    @Override
    public void start() {
      scheduler.start();
    }

    @Override
    public void stop() {
      scheduler.close();
      database.close();
    }
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void endWithOwner(String owner) {
    if (owner != null) {
      ProcessHandle.of(Long.parseLong(owner))
          .orElseThrow(() -> new SchedulerException("the owner, process " + owner + ", is gone"))
          .onExit()
          .thenRun(() -> Runtime.getRuntime().halt(0));
    }
  }
}
