package io.tidemark.workflows.scheduler;

import static java.util.Objects.requireNonNull;

import io.tidemark.workflows.Resources;
import io.tidemark.workflows.scheduler.RefusedException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Pools and variables. */
public final class Settings {
  /**
   * How full a pool is.
   *
   * @param pool itself
   * @param running slots of tasks that run
   * @param queued slots of tasks whose process is being started
   * @param scheduled slots of tasks that wait for slots
   */
  public record PoolUse(PoolRow pool, int running, int queued, int scheduled) {}

  private final Database database;
  private final Scheduler scheduler;

  public Settings(Database database, Scheduler scheduler) {
    this.database = requireNonNull(database, "database is null");
    this.scheduler = requireNonNull(scheduler, "scheduler is null");
  }

  /** All pools, by name. */
  public List<PoolUse> pools() {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              Map<String, Integer> slots = slotsByState(handle);
              return handle
                  .createQuery("select * from pool order by name")
                  .mapTo(PoolRow.class)
                  .map(
                      pool ->
                          new PoolUse(
                              pool,
                              slots.getOrDefault(pool.name() + "/running", 0)
                                  + slots.getOrDefault(pool.name() + "/restarting", 0),
                              slots.getOrDefault(pool.name() + "/queued", 0),
                              slots.getOrDefault(pool.name() + "/scheduled", 0)))
                  .list();
            });
  }

  public Optional<PoolUse> pool(String name) {
    return pools().stream().filter(use -> use.pool().name().equals(name)).findFirst();
  }

  /** Makes a pool. */
  public void add(PoolRow pool) {
    scheduler.change(
        change -> {
          if (change.tables().pools().containsKey(pool.name())) {
            throw new RefusedException(Reason.EXISTS, "there is a pool " + pool.name());
          }
          change.tables().write(pool);
          return null;
        });
  }

  /** Changes a pool; what waits for its slots may begin. */
  public void change(PoolRow pool) {
    scheduler.change(
        change -> {
          change.tables().write(pool);
          return null;
        });
  }

  /** False if there is none of this name. */
  public boolean deletePool(String name) {
    if (name.equals(Resources.DEFAULT_POOL)) {
      throw new RefusedException(Reason.STATE, "Default Pool can't be deleted");
    }
    return scheduler.change(
            change ->
                change
                    .tables()
                    .handle()
                    .createUpdate("delete from pool where name = :name")
                    .bind("name", name)
                    .execute())
        > 0;
  }

  /** All variables, by name. */
  public List<VariableRow> variables() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select * from variable order by name")
                    .mapTo(VariableRow.class)
                    .list());
  }

  public Optional<VariableRow> variable(String name) {
    return variables().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Makes a variable, or writes it anew. */
  public void set(VariableRow variable) {
    scheduler.change(
        change ->
            change
                .tables()
                .handle()
                .createUpdate(
                    "merge into variable (name, text, description) key (name)"
                        + " values (:name, :text, :description)")
                .bindMethods(variable)
                .execute());
  }

  /** False if there is none of this name. */
  public boolean deleteVariable(String name) {
    return scheduler.change(
            change ->
                change
                    .tables()
                    .handle()
                    .createUpdate("delete from variable where name = :name")
                    .bind("name", name)
                    .execute())
        > 0;
  }

  private static Map<String, Integer> slotsByState(Handle handle) {
    return handle
        .createQuery(
            "select pool, state, sum(pool_slots) as slots from task_instance where state in"
                + " ('running', 'restarting', 'queued', 'scheduled') group by pool, state")
        .reduceRows(
            new HashMap<String, Integer>(),
            (slots, row) -> {
              slots.put(
                  row.getColumn("pool", String.class) + "/" + row.getColumn("state", String.class),
                  row.getColumn("slots", Integer.class));
              return slots;
            });
  }
}
