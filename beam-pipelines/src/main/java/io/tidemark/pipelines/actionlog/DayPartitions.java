package io.tidemark.pipelines.actionlog;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Hive's list of the days that a table by day has. */
public final class DayPartitions {
  private static final int DAYS_A_STATEMENT = 200;

  private DayPartitions() {}

  /** Tells Hive of days; those it knows already stay as they are. */
  public static void register(HiveConnection hive, String table, Collection<LocalDate> days) {
    alter(hive, table, days, "ADD IF NOT EXISTS ", " ");
  }

  /** Tells Hive that days have no file any more; the files themselves are not touched. */
  public static void remove(HiveConnection hive, String table, Collection<LocalDate> days) {
    alter(hive, table, days, "DROP IF EXISTS ", ", ");
  }

  private static void alter(
      HiveConnection hive,
      String table,
      Collection<LocalDate> days,
      String what,
      String separator) {
    List<LocalDate> all = new ArrayList<>(new TreeSet<>(days));
    for (int from = 0; from < all.size(); from += DAYS_A_STATEMENT) {
      hive.execute(
          "ALTER TABLE "
              + HiveConnection.identifier(table)
              + " "
              + what
              + all.subList(from, Math.min(all.size(), from + DAYS_A_STATEMENT)).stream()
                  .map(day -> "PARTITION (%s='%s')".formatted(HiveSchema.DAY, day))
                  .collect(Collectors.joining(separator)));
    }
  }
}
