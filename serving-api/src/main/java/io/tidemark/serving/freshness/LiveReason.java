package io.tidemark.serving.freshness;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why the live side of an answer is as its {@link LiveStatus} says. */
public enum LiveReason {
  /** Fresh: the stream keeps up, and the user acted lately. */
  USER_ACTIVE,
  /** Quiet: the stream keeps up, and the user has not acted lately. */
  USER_QUIET,
  /** Missing: the stream keeps up, and no action of the user is kept. */
  NO_ACTIONS,
  /** Fresh, of a stream rather than a user: it keeps up. */
  STREAM_KEEPS_UP,
  /** Behind: the watermark moves, but is older than the objective. */
  STREAM_LATE,
  /** Behind: the watermark has not moved for longer than the objective. */
  STREAM_STOPPED,
  /** Unknown: the user's actions could not be read in time. */
  ACTIONS_UNREAD,
  /** Unknown: the watermarks were never read, or not lately. */
  WATERMARK_UNREAD,
  /** Unknown: the partition never had a heartbeat. */
  NO_HEARTBEAT,
  /** Unknown: a time lies further in the future than clocks may differ. */
  CLOCK_AHEAD,
  /** Unknown: freshness is not judged, by configuration. */
  NOT_JUDGED;

  /** The name in answers, such as {@code stream_stopped}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
