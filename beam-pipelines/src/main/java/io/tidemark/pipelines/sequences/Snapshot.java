package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.pipelines.actionlog.LogDays;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a snapshot of {@code user_sequences}: its record, written once its files are all
 * there.
 *
 * @param day the last day that is in it, such as {@code 2022-04-21}
 * @param build names what it was made of: the same log gives the same name
 * @param depth a user's newest actions that it keeps
 * @param madeFrom the day of the snapshot that it goes on from, or {@code log}
 * @param reason why it was made from that
 * @param users it has
 * @param changed users whose row was made anew
 * @param actions it has
 * @param logDays the fingerprint of each day of the log that it was made of
 * @param shards what its files are; those that have no user are left out
 */
public record Snapshot(
    String day,
    String build,
    int depth,
    String madeFrom,
    String reason,
    long users,
    long changed,
    long actions,
    SortedMap<String, String> logDays,
    List<Shard> shards) {
  static final String FROM_LOG = "log";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  public Snapshot {
    requireNonNull(day, "day is null");
    requireNonNull(build, "build is null");
    logDays = new TreeMap<>(logDays);
    shards = List.copyOf(shards);
  }

  /** What a snapshot of these days is called. */
  static String build(LogDays days, int depth, int shards) {
    return days.fingerprint("depth " + depth, "shards " + shards);
  }

  /** The name under which a release remembers what it saw: {@code 2022-04-21-0123456789abcdef}. */
  public String name() {
    return day + "-" + build;
  }

  /** Its files; some of them lie in the partitions of earlier days. */
  List<String> files() {
    return shards.stream().flatMap(shard -> shard.runs().stream()).map(Run::file).toList();
  }

  /** The days of the log that it was made of, as they were then. */
  public LogDays log() {
    SortedMap<LocalDate, String> days = new TreeMap<>();
    logDays.forEach((date, fingerprint) -> days.put(LocalDate.parse(date), fingerprint));
    return new LogDays(days);
  }

  static SortedMap<String, String> texts(LogDays days) {
    SortedMap<String, String> texts = new TreeMap<>();
    days.fingerprints().forEach((day, fingerprint) -> texts.put(day.toString(), fingerprint));
    return texts;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a snapshot's record cannot be written", impossible);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no record of a snapshot
   */
  static Snapshot fromJson(String json) {
    try {
      return JSON.readValue(json, Snapshot.class);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException(
          "no record of a snapshot: " + unreadable.getOriginalMessage(), unreadable);
    }
  }
}
