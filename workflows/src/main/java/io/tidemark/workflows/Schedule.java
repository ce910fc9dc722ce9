package io.tidemark.workflows;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * When a workflow starts by itself.
 *
 * @param cron five fields: minute, hour, day of month, month, day of week
 * @param zone whose clock the fields are about
 * @param catchUp whether each instant that was missed gets a run of its own; else only the newest
 */
public record Schedule(String cron, ZoneId zone, boolean catchUp) {
  public Schedule {
    requireNonNull(cron, "cron is null");
    requireNonNull(zone, "zone is null");
  }

  /** By UTC, without catching up. */
  public static Schedule utc(String cron) {
    return new Schedule(cron, ZoneOffset.UTC, false);
  }
}
