package io.tidemark.workflows.client;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.client.AirflowException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waits for a run's end by asking again and again. A server that is away for a while is waited for;
 * a run that is cleared while it is watched goes on being watched.
 */
public final class RunWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final AirflowClient airflow;
  private final Duration interval;
  private final Duration patience;
  private final Clock clock;

  /** Asks every second, and gives a server that does not answer five minutes. */
  public RunWatch(AirflowClient airflow) {
    this(airflow, INTERVAL, PATIENCE);
  }

  /**
   * @param interval between two looks
   * @param patience with a server that does not answer
   */
  public RunWatch(AirflowClient airflow, Duration interval, Duration patience) {
    this.airflow = requireNonNull(airflow, "airflow is null");
    this.interval = requireNonNull(interval, "interval is null");
    this.patience = requireNonNull(patience, "patience is null");
    this.clock = Clock.systemUTC();
  }

  /**
   * Returns when the run has ended.
   *
   * @param listener is shown each look
   * @throws AirflowException if there is no such run, or the server stays away
   */
  public RunView await(String dagId, String runId, Consumer<RunView> listener)
      throws InterruptedException {
    Instant answered = clock.instant();
    while (true) {
      try {
        RunView view = look(dagId, runId);
        answered = clock.instant();
        listener.accept(view);
        if (view.run().state().isFinished()) {
          return view;
        }
      } catch (AirflowException e) {
        boolean passes = e.kind() == Kind.UNREACHABLE || e.kind() == Kind.SERVER;
        if (!passes || Duration.between(answered, clock.instant()).compareTo(patience) > 0) {
          throw e;
        }
      }
      Thread.sleep(interval.toMillis());
    }
  }

  /** The run as it is now. */
  public RunView look(String dagId, String runId) {
    DagRun run =
        airflow
            .run(dagId, runId)
            .orElseThrow(
                () ->
                    new AirflowException(
                        Kind.NOT_FOUND, 404, "%s has no run '%s'".formatted(dagId, runId)));
    List<TaskInstance> tasks = airflow.taskInstances(dagId, runId);
    return new RunView(run, tasks, waitsFor(run));
  }

  private Optional<String> waitsFor(DagRun run) {
    if (!run.state().equals(RunState.QUEUED)) {
      return Optional.empty();
    }
    if (run.runAfter().isPresent() && run.runAfter().get().isAfter(clock.instant())) {
      return Optional.of("it is not to start before " + run.runAfter().get());
    }
    return airflow.dag(run.dagId()).map(Dag::paused).orElse(false)
        ? Optional.of(run.dagId() + " is paused")
        : Optional.of("other runs of it are active");
  }
}
