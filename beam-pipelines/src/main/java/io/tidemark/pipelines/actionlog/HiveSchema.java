package io.tidemark.pipelines.actionlog;

import io.tidemark.pipelines.storage.Job;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.StorageOptions;
import io.tidemark.pipelines.storage.Warehouse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Creates the database and its tables: external tables of Parquet files in the warehouse's folder.
 * What is there already is left as it is, so it can run before every job.
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

  /** Every user's newest actions, a snapshot a day. */
  public static final String USER_SEQUENCES = "user_sequences";

  /** The column of a table by day that names the day. */
  public static final String DAY = "dt";

  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(
        ACTIONS,
        """
        (event_id STRING COMMENT 'the same id is the same event',
         user_id STRING, pin_id STRING,
         action_type STRING COMMENT 'save, close_up, click_through, like, comment, share, follow, purchase, hide',
         surface STRING COMMENT 'unknown, home, search, related, profile, notification, desktop, android, ios, other',
         occurred_at BIGINT COMMENT 'ms since the epoch, UTC',
         duration_ms BIGINT COMMENT 'NULL if nobody measured it',
         request_id STRING COMMENT 'the ranking request that showed the pin, if known')
        PARTITIONED BY (dt STRING COMMENT 'UTC day of occurred_at, yyyy-MM-dd')""");
    COLUMNS.put(
        IMPRESSIONS,
        """
        (request_id STRING, user_id STRING, pin_id STRING, position INT,
         scores MAP<STRING,FLOAT>, arms MAP<STRING,STRING> COMMENT 'experiment to arm',
         batch_as_of BIGINT COMMENT 'ms since the epoch, NULL if there was no batch embedding',
         live_as_of BIGINT COMMENT 'ms since the epoch, NULL if the live side was missing',
         shown_at BIGINT COMMENT 'ms since the epoch, UTC')
        PARTITIONED BY (dt STRING COMMENT 'UTC day of shown_at, yyyy-MM-dd')""");
    COLUMNS.put(
        PINS,
        """
        (pin_id STRING, embedding ARRAY<FLOAT>, actions BIGINT, topic STRING,
         created_at BIGINT COMMENT 'ms since the epoch, UTC')
        PARTITIONED BY (`release` STRING COMMENT 'version of the vector space')""");
    COLUMNS.put(
        USER_SEQUENCES,
        """
        (user_id STRING,
         newest_at BIGINT COMMENT 'when the newest action occurred, ms since the epoch, UTC',
         actions ARRAY<STRUCT<event_id:STRING,pin_id:STRING,action_type:STRING,surface:STRING,occurred_at:BIGINT,duration_ms:BIGINT,request_id:STRING>>
           COMMENT 'oldest first')
        PARTITIONED BY (dt STRING COMMENT 'the snapshot holds everything before the end of this UTC day')""");
  }

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
      for (Map.Entry<String, String> table : COLUMNS.entrySet()) {
        String name = table.getKey();
        if (tables.contains(name)) {
          requireLocation(hive, database, name, warehouse);
        } else {
          hive.execute(
              "CREATE EXTERNAL TABLE IF NOT EXISTS %s.%s %s STORED AS PARQUET LOCATION %s"
                  .formatted(
                      database,
                      name,
                      table.getValue(),
                      HiveConnection.literal(warehouse.location(name))));
          created.add("table " + name);
        }
      }
    }
    return created;
  }

  private static Set<String> names(HiveConnection hive, String sql) {
    return hive.query(sql).stream().map(row -> row.get(0)).collect(Collectors.toSet());
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
