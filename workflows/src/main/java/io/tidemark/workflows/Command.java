package io.tidemark.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of {@code tidemark}, in which {@code {day}}, {@code {day_start}} and {@code
 * {as_of}} stand for the data day, the midnight (UTC) at which it begins, and the one at which it
 * ends. A template rather than a function, so that a DAG file can say the same.
 *
 * @param arguments at least one
 */
public record Command(List<String> arguments) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

  /** What an argument may name. */
  public enum Placeholder {
    /** {@code 2026-11-20}. */
    DAY("day"),
    /** {@code 2026-11-20T00:00:00Z}. */
    DAY_START("day_start"),
    /** {@code 2026-11-21T00:00:00Z}. */
    AS_OF("as_of");

    private final String id;

    Placeholder(String id) {
      this.id = id;
    }

    /** How it is written, with braces. */
    public String written() {
      return "{" + id + "}";
    }

    /** What it stands for. */
    public String value(DataDay day) {
      return switch (this) {
        case DAY -> day.toString();
        case DAY_START -> day.start().toString();
        case AS_OF -> day.asOf().toString();
      };
    }
  }

  /**
   * @throws IllegalArgumentException if there is no argument, or one names something unknown
   */
  public Command {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command needs an argument");
    }
    for (String argument : arguments) {
      Matcher found = PLACEHOLDER.matcher(argument);
      while (found.find()) {
        if (!isKnown(found.group())) {
          throw new IllegalArgumentException(
              "argument '%s' names %s; there are {day}, {day_start} and {as_of}"
                  .formatted(argument, found.group()));
        }
      }
    }
  }

  /** The command of these arguments. */
  public static Command of(String... arguments) {
    return new Command(List.of(arguments));
  }

  /** The arguments for a day. */
  public List<String> forDay(DataDay day) {
    List<String> rendered = new ArrayList<>();
    for (String argument : arguments) {
      String text = argument;
      for (Placeholder placeholder : Placeholder.values()) {
        text = text.replace(placeholder.written(), placeholder.value(day));
      }
      rendered.add(text);
    }
    return rendered;
  }

  private static boolean isKnown(String written) {
    for (Placeholder placeholder : Placeholder.values()) {
      if (placeholder.written().equals(written)) {
        return true;
      }
    }
    return false;
  }
}
