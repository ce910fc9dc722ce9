package io.tidemark.pipelines.realtime;

/** The Kafka topics of the live tide, their default names, and the headers of their records. */
final class ActionTopics {
  /** Actions and heartbeats. */
  static final String ACTIONS = "actions";

  /** What was no valid action, as it was. */
  static final String DEAD_LETTERS = "actions-dead-letter";

  /** What was served, for training and experiments. */
  static final String IMPRESSIONS = "impressions";

  /** What was no valid record of {@link #IMPRESSIONS}, as it was. */
  static final String IMPRESSION_DEAD_LETTERS = "impressions-dead-letter";

  /** Header that says what a record of {@link #ACTIONS} is, if it is not an action. */
  static final String TYPE_HEADER = "tidemark-type";

  /** The {@link #TYPE_HEADER} of a heartbeat. */
  static final String HEARTBEAT = "heartbeat";

  /** Header of a dead letter: what is wrong with it. */
  static final String REASON_HEADER = "tidemark-reason";

  /** Header of a dead letter: the JSON field that is wrong, empty if it is the whole record. */
  static final String FIELD_HEADER = "tidemark-field";

  /** Header of a dead letter: {@code topic-partition@offset}. */
  static final String SOURCE_HEADER = "tidemark-source";

  /** The largest record a topic of actions takes, in bytes: Kafka's own default. */
  static final int MAX_RECORD_BYTES = 1_048_588;

  /** The largest dead letter: any record of {@link #ACTIONS}, and the headers that explain it. */
  static final int MAX_DEAD_LETTER_BYTES = 2 * MAX_RECORD_BYTES;

  private ActionTopics() {}
}
