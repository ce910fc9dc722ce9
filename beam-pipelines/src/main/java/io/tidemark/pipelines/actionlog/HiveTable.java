package io.tidemark.pipelines.actionlog;

import java.util.List;
import java.util.Set;

/**
 * A table as it is to be.
 *
 * @param columns each as it stands in CREATE TABLE, its name first
 * @param partition the partition's column, likewise
 */
record HiveTable(String name, List<String> columns, String partition) {
  /** All tables. */
  static final List<HiveTable> ALL =
      List.of(
          table(
              HiveSchema.ACTIONS,
              """
              event_id STRING COMMENT 'the same id is the same event'
              user_id STRING
              pin_id STRING
              action_type STRING COMMENT 'save, close_up, click_through, like, comment, share, follow, purchase, hide'
              surface STRING COMMENT 'unknown, home, search, related, profile, notification, desktop, android, ios, other'
              occurred_at BIGINT COMMENT 'ms since the epoch, UTC'
              duration_ms BIGINT COMMENT 'NULL if nobody measured it'
              request_id STRING COMMENT 'the ranking request that showed the pin, if known'
              """,
              "dt STRING COMMENT 'UTC day of occurred_at, yyyy-MM-dd'"),
          table(
              HiveSchema.IMPRESSIONS,
              """
              request_id STRING COMMENT 'actions that follow from the answer carry it'
              user_id STRING
              pin_id STRING
              position INT COMMENT '0 is the first'
              surface STRING COMMENT 'as in actions'
              score FLOAT COMMENT 'the utility pins were ordered by, NULL if none was computed'
              scores MAP<STRING,FLOAT> COMMENT 'head to probability, empty if none was computed'
              arms MAP<STRING,STRING> COMMENT 'experiment layer to experiment/arm, of arms that made a difference'
              ranked_by STRING COMMENT 'what put the pins in order'
              ranker_release STRING
              pinnerformer_release STRING
              pins_release STRING
              batch_as_of BIGINT COMMENT 'ms since the epoch, NULL if there was no batch embedding'
              live_as_of BIGINT COMMENT 'ms since the epoch, NULL if live actions or their watermark could not be read'
              degraded ARRAY<STRING> COMMENT 'why the answer was not all it could be'
              shown_at BIGINT COMMENT 'when the request came in, ms since the epoch, UTC'
              batch_status STRING COMMENT 'fresh, stale, missing, unknown; NULL from older versions, as all that follow'
              live_status STRING COMMENT 'fresh, quiet, behind, missing, unknown'
              batch_used BOOLEAN COMMENT 'whether the ranker was given an embedding'
              live_actions INT COMMENT 'how many live actions the ranker was given, NULL if they could not be read'
              live_digest BIGINT COMMENT 'murmur3 of these actions, to know them again'
              head_weights MAP<STRING,FLOAT> COMMENT 'head to what it counted in the score'
              interests_as_of BIGINT COMMENT 'ms since the epoch, NULL if the ranker was given no interests'
              history_digest BIGINT COMMENT 'murmur3 of the actions that the embedding was computed from at the moment of the request, NULL if it was not'
              """,
              "dt STRING COMMENT 'UTC day of shown_at, yyyy-MM-dd'"),
          table(
              HiveSchema.PINS,
              """
              pin_id STRING
              embedding ARRAY<FLOAT>
              actions BIGINT
              topic STRING
              created_at BIGINT COMMENT 'ms since the epoch, UTC'
              """,
              "`release` STRING COMMENT 'version of the vector space'"),
          table(
              HiveSchema.USER_SEQUENCES,
              """
              user_id STRING
              newest_at BIGINT COMMENT 'when the newest action occurred, ms since the epoch, UTC'
              actions ARRAY<STRUCT<event_id:STRING,pin_id:STRING,action_type:STRING,surface:STRING,occurred_at:BIGINT,duration_ms:BIGINT,request_id:STRING>> COMMENT 'oldest first'
              """,
              "dt STRING COMMENT 'UTC day whose actions changed these rows; a user may have older ones'"));

  private static HiveTable table(String name, String columns, String partition) {
    return new HiveTable(name, columns.lines().toList(), partition);
  }

  /** What follows the table's name in CREATE TABLE. */
  String definition() {
    return "(%s) PARTITIONED BY (%s)".formatted(String.join(", ", columns), partition);
  }

  /** The columns that a table which has only {@code existing} lacks. */
  List<String> missing(Set<String> existing) {
    return columns.stream()
        .filter(column -> !existing.contains(column.substring(0, column.indexOf(' '))))
        .toList();
  }
}
