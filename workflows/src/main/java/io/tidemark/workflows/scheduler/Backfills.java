package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.DataDay;
import io.tidemark.workflows.Workflow;
import io.tidemark.workflows.scheduler.RefusedException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ranges of logical dates. All runs of one are made at once and start in the order of their dates,
 * as the limits of the backfill and of its workflow allow. Each throws {@link RefusedException}.
 */
public final class Backfills {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_RUNS = 1_000;

  /**
   * What is wanted.
   *
   * @param dagId of the workflow, which needs a schedule
   * @param fromDate the first logical date that counts
   * @param toDate the last one
   * @param conf of the runs, a JSON object; each gets its data day besides
   * @param reprocess what becomes of dates that have a run already
   * @param maxActiveRuns at the same time, at most
   * @param user who asks
   */
  public record Wanted(
      String dagId,
      Instant fromDate,
      Instant toDate,
      String conf,
      Reprocess reprocess,
      int maxActiveRuns,
      String user) {
    public Wanted {
      requireNonNull(dagId, "dagId is null");
      requireNonNull(fromDate, "fromDate is null");
      requireNonNull(toDate, "toDate is null");
      requireNonNull(conf, "conf is null");
      requireNonNull(reprocess, "reprocess is null");
      requireNonNull(user, "user is null");
    }
  }

  private final Database database;
  private final Scheduler scheduler;
  private final RunControl control;

  public Backfills(Database database, Scheduler scheduler, RunControl control) {
    this.database = requireNonNull(database, "database is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
    this.control = requireNonNull(control, "control is null");
  }

  /** The newest first; of one workflow if it is named. */
  public List<Backfill> all(Optional<String> dagId) {
    return database.jdbi().withHandle(handle -> new BackfillTable(handle).all(dagId));
  }

  public Optional<Backfill> get(long id) {
    return database.jdbi().withHandle(handle -> new BackfillTable(handle).get(id));
  }

  /** The logical dates that would get a run, or have theirs run again. */
  public List<Instant> dates(Wanted wanted) {
    return scheduler.change(
        change ->
            dates(wanted.dagId(), wanted.fromDate(), wanted.toDate()).stream()
                .filter(
                    date ->
                        change
                            .tables()
                            .runAt(wanted.dagId(), date)
                            .map(run -> wanted.reprocess().includes(run.state()))
                            .orElse(true))
                .toList());
  }

  /** Makes its runs. */
  public Backfill create(Wanted wanted) {
    Workflow workflow = control.workflow(wanted.dagId());
    List<Instant> dates = dates(wanted.dagId(), wanted.fromDate(), wanted.toDate());
    return scheduler.change(
        change -> {
          BackfillTable backfills = change.tables().backfills();
          if (backfills.isAnyOpen(wanted.dagId())) {
            throw new RefusedException(
                Reason.STATE,
                "Another backfill is running for Dag %s. There can be only one running backfill per Dag."
                    .formatted(wanted.dagId()));
          }
          Backfill made =
              backfills.add(
                  new Backfill(
                      0,
                      wanted.dagId(),
                      wanted.fromDate(),
                      wanted.toDate(),
                      wanted.conf(),
                      false,
                      wanted.reprocess(),
                      wanted.maxActiveRuns(),
                      change.now(),
                      change.now(),
                      Optional.empty()));
          for (Instant date : dates) {
            run(change, workflow, wanted, date)
                .ifPresent(run -> backfills.addRun(made.backfillId(), run.runKey()));
          }
          return made;
        });
  }

  /** Has its queued runs wait, or lets them go on. */
  public Backfill setPaused(long id, boolean paused) {
    return scheduler.change(
        change -> {
          BackfillTable backfills = change.tables().backfills();
          requireOpen(backfills, id);
          backfills.setPaused(id, paused, change.now());
          return backfills.get(id).orElseThrow();
        });
  }

  /** Gives up what has not begun; what runs goes on to its end. */
  public Backfill cancel(long id) {
    scheduler.change(
        change -> {
          BackfillTable backfills = change.tables().backfills();
          requireOpen(backfills, id);
          backfills.setPaused(id, true, change.now());
          for (long key : backfills.runKeys(id)) {
            change
                .tables()
                .run(key)
                .filter(run -> run.state() == RunStatus.QUEUED)
                .ifPresent(run -> control.end(change, run, RunStatus.FAILED));
          }
          return null;
        });
    return get(id).orElseThrow();
  }

  private Optional<Run> run(Change change, Workflow workflow, Wanted wanted, Instant date) {
    Optional<Run> there = change.tables().runAt(wanted.dagId(), date);
    if (there.isPresent()) {
      return there
          .filter(run -> wanted.reprocess().includes(run.state()))
          .map(run -> control.again(change, workflow, run));
    }
    DataDay day = DataDay.of(Map.of(), Optional.of(date)).orElseThrow();
    return RunMaker.make(
        change,
        workflow,
        new NewRun(
            wanted.dagId(),
            "backfill__" + date,
            Optional.of(date),
            Optional.empty(),
            Optional.empty(),
            change.now(),
            new NewRun.Origin("backfill", "backfill", Optional.of(wanted.user())),
            day,
            conf(wanted.conf(), day),
            Optional.empty()));
  }

  private List<Instant> dates(String dagId, Instant from, Instant to) {
    control.workflow(dagId);
    CronTimes times =
        scheduler
            .catalog()
            .times(dagId)
            .orElseThrow(
                () ->
                    new RefusedException(
                        Reason.STATE, "%s has no schedule to run backfills".formatted(dagId)));
    List<Instant> dates = times.between(from, to, MOST_RUNS + 1);
    if (dates.size() > MOST_RUNS) {
      throw new RefusedException(
          Reason.STATE, "more than %d dates: ask for fewer at a time".formatted(MOST_RUNS));
    }
    return dates;
  }

  private static Backfill requireOpen(BackfillTable backfills, long id) {
    Backfill backfill =
        backfills
            .get(id)
            .orElseThrow(
                () ->
                    new RefusedException(
                        Reason.NOT_FOUND, "Could not find backfill with id %d".formatted(id)));
    if (backfill.completedAt().isPresent()) {
      throw new RefusedException(Reason.STATE, "Backfill is already completed.");
    }
    return backfill;
  }

  private static String conf(String conf, DataDay day) {
    try {
      ObjectNode object = (ObjectNode) JSON.readTree(conf);
      return object.put(DataDay.CONF, day.toString()).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("conf is no JSON object", e);
    }
  }
}
