package io.tidemark.pipelines.ranker;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The as-of in a version's name, such as {@code pins-20240131T000000Z}. */
final class VersionStamp {
  private static final Pattern STAMP = Pattern.compile("\\d{8}T\\d{6}Z");
  private static final DateTimeFormatter AS_OF =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private VersionStamp() {}

  /** Whether the as-of in a version's name is not later than an instant. */
  static boolean isBefore(String version, Instant instant) {
    Matcher stamp = STAMP.matcher(version);
    return stamp.find() && !Instant.from(AS_OF.parse(stamp.group())).isAfter(instant);
  }
}
