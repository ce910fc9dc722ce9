package io.tidemark.infra.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * How days and instants are read from the command line, and what is said of those that are none.
 */
final class Times {
  private Times() {}

  /** Registers both with a command line and all of its commands. */
  static CommandLine readBy(CommandLine commandLine) {
    return commandLine
        .registerConverter(LocalDate.class, Times::day)
        .registerConverter(Instant.class, Times::instant);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is not a day: give one such as 2026-11-20".formatted(text));
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is not an instant: give one such as 2026-11-21T00:00:00Z".formatted(text));
    }
  }
}
