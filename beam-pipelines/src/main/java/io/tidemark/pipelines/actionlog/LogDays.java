package io.tidemark.pipelines.actionlog;

import io.tidemark.pipelines.storage.Warehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * What the days of the table {@code actions} looked like at one moment: a fingerprint a day of its
 * files' names, sizes and times. Whoever keeps it can tell later which days have changed since,
 * such as by an action that came late, without reading a file.
 *
 * @param fingerprints by day, only days that have a file
 */
public record LogDays(SortedMap<LocalDate, String> fingerprints) {
  private static final int DIGITS = 16;

  public LogDays {
    fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
  }

  /** The days as they are now. */
  public static LogDays list(Warehouse warehouse) throws IOException {
    SortedMap<LocalDate, SortedSet<String>> files = new TreeMap<>();
    for (MatchResult.Metadata file : new ActionFiles(warehouse).match()) {
      DayFiles.day(file.resourceId().toString())
          .ifPresent(
              day ->
                  files
                      .computeIfAbsent(day, any -> new TreeSet<>())
                      .add(
                          "%s %d %d"
                              .formatted(
                                  file.resourceId().getFilename(),
                                  file.sizeBytes(),
                                  file.lastModifiedMillis())));
    }
    SortedMap<LocalDate, String> fingerprints = new TreeMap<>();
    files.forEach((day, lines) -> fingerprints.put(day, hash(String.join("\n", lines))));
    return new LogDays(fingerprints);
  }

  /** The days before that one only. */
  public LogDays before(LocalDate end) {
    return new LogDays(fingerprints.headMap(end));
  }

  /** The first day that one of the two has and the other has not, or has otherwise. */
  public Optional<LocalDate> firstDifference(LogDays other) {
    SortedSet<LocalDate> all = new TreeSet<>(fingerprints.keySet());
    all.addAll(other.fingerprints.keySet());
    return all.stream()
        .filter(
            day ->
                !Optional.ofNullable(fingerprints.get(day))
                    .equals(Optional.ofNullable(other.fingerprints.get(day))))
        .findFirst();
  }

  /** One fingerprint of all days, and of whatever else it is to stand for. */
  public String fingerprint(String... more) {
    StringBuilder all = new StringBuilder(String.join("\n", more));
    fingerprints.forEach((day, fingerprint) -> all.append('\n').append(day).append(fingerprint));
    return hash(all.toString());
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
