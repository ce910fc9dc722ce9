package io.tidemark.pipelines.actionlog;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Creates the database and its tables: external tables of Parquet files in the warehouse's folder.
 * What is there already is left as it is, but for columns that older versions did not have: they
 * are added. So it can run before every job.
 *
 * <pre>{@code
 * HiveSchema --hive=jdbc:hive2://127.0.0.1:10000/tidemark --warehouse=file:///data/warehouse
 * }</pre>
 */
public final class HiveSchema {
  /** The table of all actions, a partition a UTC day: {@code dt='2024-01-02'}. */
  public static final String ACTIONS = "actions";

  /** What was served, with the features' freshness at that moment, by day. */
  public static final String IMPRESSIONS = "impressions";

  /** Pin vectors, a partition a release. */
  public static final String PINS = "pins";

  /** Users' newest actions, by the day that changed them; a user's newest row counts. */
  public static final String USER_SEQUENCES = "user_sequences";

  /** The rows of {@link #USER_SEQUENCES} that count, as a view. */
  public static final String NEWEST_USER_SEQUENCES = "newest_user_sequences";

  /** The column of a table by day that names the day. */
  public static final String DAY = "dt";

  private HiveSchema() {}

  public static void main(String[] args) {
    System.exit(
        Job.run(
            args,
            StorageOptions.class,
            options -> {
              List<String> created = create(options.getHive(), Warehouse.of(options));
              System.out.println(
                  "hive      "
                      + (created.isEmpty()
                          ? "nothing to do: the tables are there"
                          : "created " + String.join(", ", created)));
            }));
  }

  /**
   * Creates what is missing.
   *
   * @param address Hive's address with the database to create
   * @return what was created, empty if all was there
   * @throws JobFailedException if a table exists and its files lie in another warehouse
   */
  public static List<String> create(String address, Warehouse warehouse) {
    String database = HiveConnection.databaseOf(address);
    List<String> created = new ArrayList<>();
    try (HiveConnection hive =
        HiveConnection.open(HiveConnection.withDatabase(address, "default"))) {
      if (!names(hive, "SHOW DATABASES").contains(database)) {
        hive.execute("CREATE DATABASE IF NOT EXISTS " + database);
        created.add("database " + database);
      }
      Set<String> tables = names(hive, "SHOW TABLES IN " + database);
      for (HiveTable table : HiveTable.ALL) {
        String name = table.name();
        if (tables.contains(name)) {
          requireLocation(hive, database, name, warehouse);
          created.addAll(addColumns(hive, database, table));
        } else {
          hive.execute(
              "CREATE EXTERNAL TABLE IF NOT EXISTS %s.%s %s STORED AS PARQUET LOCATION %s"
                  .formatted(
                      database,
                      name,
                      table.definition(),
                      HiveConnection.literal(warehouse.location(name))));
          created.add("table " + name);
        }
      }
      if (!tables.contains(NEWEST_USER_SEQUENCES)) {
        hive.execute(
            """
            CREATE VIEW IF NOT EXISTS %s.%s AS
            SELECT user_id, newest_at, actions, dt FROM
              (SELECT *, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY dt DESC) AS place FROM %s.%s) AS all_rows
            WHERE place = 1"""
                .formatted(database, NEWEST_USER_SEQUENCES, database, USER_SEQUENCES));
        created.add("view " + NEWEST_USER_SEQUENCES);
      }
    }
    return created;
  }

  private static Set<String> names(HiveConnection hive, String sql) {
    return hive.query(sql).stream().map(row -> row.get(0).strip()).collect(Collectors.toSet());
  }

  /** Parquet's columns are found by name, so older files have NULL in a column that is new. */
  private static List<String> addColumns(HiveConnection hive, String database, HiveTable table) {
    String name = database + "." + table.name();
    List<String> missing = table.missing(names(hive, "SHOW COLUMNS IN " + name));
    if (missing.isEmpty()) {
      return List.of();
    }
    hive.execute(
        "ALTER TABLE %s ADD COLUMNS (%s) CASCADE".formatted(name, String.join(", ", missing)));
    return List.of("%d columns of %s".formatted(missing.size(), table.name()));
  }

  private static void requireLocation(
      HiveConnection hive, String database, String table, Warehouse warehouse) {
    Optional<String> location =
        hive.query("DESCRIBE FORMATTED %s.%s".formatted(database, table)).stream()
            .filter(row -> row.get(0) != null && row.get(0).startsWith("Location:"))
            .map(row -> row.get(1).strip())
            .findFirst();
    if (location.isPresent()
        && !Warehouse.at(location.get()).equals(Warehouse.at(warehouse.table(table)))) {
      throw new JobFailedException(
          "Hive's table %s.%s has its files in %s, not in %s: give that folder's parent with --warehouse, or drop the table"
              .formatted(database, table, location.get(), warehouse.location(table)));
    }
  }
}
