package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What one transaction reads and writes of backfills. */
final class BackfillTable {
  private final Handle handle;

  BackfillTable(Handle handle) {
    this.handle = requireNonNull(handle, "handle is null");
  }

  Optional<Backfill> get(long id) {
    return handle
        .createQuery("select * from backfill where backfill_id = :id")
        .bind("id", id)
        .mapTo(Backfill.class)
        .findOne();
  }

  /** The newest first. */
  List<Backfill> all(Optional<String> dagId) {
    return handle
        .createQuery(
            "select * from backfill where :dag is null or dag_id = :dag order by backfill_id desc")
        .bind("dag", dagId)
        .mapTo(Backfill.class)
        .list();
  }

  boolean isAnyOpen(String dagId) {
    return handle
            .createQuery(
                "select count(*) from backfill where dag_id = :dag and completed_at is null")
            .bind("dag", dagId)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /** Those that are not completed, by the keys of their runs. */
  Map<Long, Backfill> openByRun() {
    Map<Long, Backfill> open = new HashMap<>();
    handle
        .createQuery("select * from backfill where completed_at is null")
        .mapTo(Backfill.class)
        .forEach(
            backfill -> runKeys(backfill.backfillId()).forEach(key -> open.put(key, backfill)));
    return open;
  }

  List<Long> runKeys(long id) {
    return handle
        .createQuery("select run_key from backfill_run where backfill_id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .list();
  }

  /** Writes a new one and gives it its number. */
  Backfill add(Backfill backfill) {
    long id =
        handle
            .createUpdate(
                "insert into backfill (dag_id, from_date, to_date, conf, is_paused, reprocess,"
                    + " max_active_runs, created_at, updated_at) values (:dagId, :fromDate,"
                    + " :toDate, :conf, :isPaused, :behavior, :maxActiveRuns, :createdAt,"
                    + " :updatedAt)")
            .bindMethods(backfill)
            .bind("behavior", backfill.reprocess().id())
            .executeAndReturnGeneratedKeys("backfill_id")
            .mapTo(Long.class)
            .one();
    return get(id).orElseThrow();
  }

  /** A run belongs to the newest that asked for it. */
  void addRun(long id, long runKey) {
    handle
        .createUpdate(
            "merge into backfill_run (run_key, backfill_id) key (run_key) values (:run, :id)")
        .bind("run", runKey)
        .bind("id", id)
        .execute();
  }

  void setPaused(long id, boolean paused, Instant now) {
    handle
        .createUpdate(
            "update backfill set is_paused = :paused, updated_at = :now where backfill_id = :id")
        .bind("paused", paused)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Those none of whose runs is queued or running are completed. */
  void complete(Instant now) {
    handle
        .createUpdate(
            "update backfill b set completed_at = :now, updated_at = :now"
                + " where completed_at is null and not exists (select 1 from backfill_run br"
                + " join dag_run r on r.run_key = br.run_key"
                + " where br.backfill_id = b.backfill_id and r.state in ('queued', 'running'))")
        .bind("now", now)
        .execute();
  }
}
