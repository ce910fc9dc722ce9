package io.tidemark.pipelines.importing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An import's counts, as a record and as the lines that its user reads. */
final class ImportSummary {
  private ImportSummary() {}

  /** The record of an import that has just run. */
  static ImportRecord record(ImportPlan plan, String input, Map<String, Long> counts) {
    Map<String, Long> actions = under(counts, ImportCounts.ACTIONS);
    return new ImportRecord(
        plan.name(),
        plan.descriptor().name(),
        input,
        plan.contentSha256(),
        plan.descriptorSha256(),
        plan.shiftDays(),
        plan.from(),
        plan.until(),
        counts.getOrDefault(ImportCounts.ROWS, 0L),
        counts.getOrDefault(ImportCounts.REJECTS, 0L),
        actions,
        counts.getOrDefault(ImportCounts.USERS, 0L),
        counts.getOrDefault(ImportCounts.PINS, 0L),
        under(counts, ImportCounts.OLDEST).values().stream().min(Long::compare).orElse(null),
        under(counts, ImportCounts.NEWEST).values().stream().max(Long::compare).orElse(null),
        under(counts, ImportCounts.FILE),
        new ArrayList<>(under(counts, ImportCounts.REJECTS_FILE).keySet()));
  }

  /** What the import brought, a line a fact. */
  static String text(ImportRecord record) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "imported  %s from %s%s".formatted(record.dataset(), record.input(), how(record, ", ")));
    long outside = record.rows() - record.rejects() - record.actionsInAll();
    lines.add(
        "rows      %,d read, %,d rejected%s"
            .formatted(
                record.rows(),
                record.rejects(),
                outside > 0 ? ", %,d outside the range".formatted(outside) : ""));
    lines.add("actions   %,d: %s".formatted(record.actionsInAll(), types(record.actions())));
    lines.add("users     %,d".formatted(record.users()));
    lines.add("pins      %,d".formatted(record.pins()));
    if (record.first() != null && record.last() != null) {
      lines.add(
          "time      %s .. %s, %,d days with actions of %,d"
              .formatted(
                  Instant.ofEpochMilli(record.first()),
                  Instant.ofEpochMilli(record.last()),
                  record.files().size(),
                  day(record.last()).toEpochDay() - day(record.first()).toEpochDay() + 1));
    }
    if (!record.rejectsFiles().isEmpty()) {
      lines.add("rejects   " + String.join(", ", record.rejectsFiles()));
    }
    return String.join("\n", lines);
  }

  /** What sets this import apart from another of the same rows. */
  static String how(ImportRecord record) {
    String how = how(record, "");
    return how.isEmpty() ? "another descriptor, unshifted" : how;
  }

  private static String how(ImportRecord record, String before) {
    List<String> parts = new ArrayList<>();
    if (record.shiftDays() != 0) {
      parts.add("shifted by %,d days".formatted(record.shiftDays()));
    }
    if (record.from() != null) {
      parts.add("from " + Instant.ofEpochMilli(record.from()));
    }
    if (record.until() != null) {
      parts.add("until " + Instant.ofEpochMilli(record.until()));
    }
    return parts.isEmpty() ? "" : before + String.join(", ", parts);
  }

  private static String types(Map<String, Long> actions) {
    return actions.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .map(type -> "%s %,d".formatted(type.getKey(), type.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Long> under(Map<String, Long> counts, String prefix) {
    Map<String, Long> found = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), count);
          }
        });
    return found;
  }

  private static LocalDate day(long instant) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(instant), ZoneOffset.UTC);
  }
}
