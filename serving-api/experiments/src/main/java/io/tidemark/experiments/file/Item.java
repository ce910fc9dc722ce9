package io.tidemark.experiments.file;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of the file, with its place and its path.
 *
 * @param node of the tree
 * @param path such as {@code layers[0].name}
 */
record Item(Node node, String path) {
  private static final int MAX_ITEMS = 100_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,12})?");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  Place place() {
    return Place.of(node);
  }

  InvalidFieldException invalid(String message, String fix) {
    Place at = place();
    return new InvalidFieldException(new FileProblem(at.line(), at.column(), path, message, fix));
  }

  Fields fields() throws InvalidFieldException {
    return Fields.of(this);
  }

  /** Its elements. */
  List<Item> list() throws InvalidFieldException {
    if (!(node instanceof SequenceNode sequence)) {
      throw invalid("is no list", "write [a, b] or one '- ' line an element");
    }
    List<Node> nodes = sequence.getValue();
    if (nodes.size() > MAX_ITEMS) {
      throw invalid("has " + nodes.size() + " elements", "write at most " + MAX_ITEMS);
    }
    List<Item> items = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      items.add(new Item(nodes.get(i), "%s[%d]".formatted(path, i)));
    }
    return items;
  }

  /** A text that is not empty. */
  String text() throws InvalidFieldException {
    if (!(node instanceof ScalarNode scalar) || node.getTag().equals(Tag.NULL)) {
      throw invalid("is no text", "write a text");
    }
    String text = scalar.getValue();
    if (text.isBlank() || text.length() > 1_000) {
      throw invalid(
          "has %d characters".formatted(text.strip().length()), "write 1 to 1000 of them");
    }
    return text;
  }

  /** An id of a user or a release. */
  String id() throws InvalidFieldException {
    String text = text();
    if (text.codePointCount(0, text.length()) > 200
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw invalid("is no id", "write 1 to 200 characters without control characters");
    }
    return text;
  }

  /** A name that can stand in a path. */
  String name() throws InvalidFieldException {
    String text = text();
    if (!NAME.matcher(text).matches()) {
      throw invalid(
          "is '%s'".formatted(shortened(text)),
          "write 1 to 64 of a-z, 0-9, - and _, starting with a letter or a digit");
    }
    return text;
  }

  /** One of some words. */
  String oneOf(Collection<String> words) throws InvalidFieldException {
    String text = text();
    if (!words.contains(text)) {
      throw invalid(
          "is '%s'".formatted(shortened(text)),
          "write one of " + String.join(", ", new TreeSet<>(words)));
    }
    return text;
  }

  boolean truth() throws InvalidFieldException {
    return oneOf(List.of("true", "false")).equals("true");
  }

  /** A number between two, both included. */
  double number(double least, double most) throws InvalidFieldException {
    String text = text();
    if (!NUMBER.matcher(text).matches()) {
      throw invalid("is '%s', no number".formatted(shortened(text)), "write such as 2 or 0.5");
    }
    double number = new BigDecimal(text).doubleValue();
    if (number < least || number > most) {
      throw invalid("is %s".formatted(text), "write %s to %s".formatted(plain(least), plain(most)));
    }
    return number;
  }

  int wholeNumber(int least, int most) throws InvalidFieldException {
    double number = number(least, most);
    if (number != Math.rint(number)) {
      throw invalid("is no whole number", "write %d to %d".formatted(least, most));
    }
    return (int) number;
  }

  /** A share, written {@code 40%}; 0 to 1. */
  double share() throws InvalidFieldException {
    String text = text();
    String fix = "write 0% to 100%, with the % sign";
    if (!text.endsWith("%") || !NUMBER.matcher(text.substring(0, text.length() - 1)).matches()) {
      throw invalid("is '%s', no share".formatted(shortened(text)), fix);
    }
    BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
    if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw invalid("is " + text, fix);
    }
    return percent.movePointLeft(2).doubleValue();
  }

  Instant instant() throws InvalidFieldException {
    String text = text();
    try {
      Instant instant = Instant.parse(text);
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw invalid("is " + text, "write an instant from %s to %s".formatted(EARLIEST, LATEST));
      }
      return instant;
    } catch (DateTimeException wrong) {
      throw invalid(
          "is '%s', no instant".formatted(shortened(text)),
          "write it in UTC, such as 2026-11-22T12:00:00Z");
    }
  }

  Duration duration(Duration most) throws InvalidFieldException {
    String text = text();
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw invalid(
          "is '%s', no duration".formatted(shortened(text)),
          "write such as 500ms, 30s, 5m, 12h, 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (duration.compareTo(most) > 0) {
      throw invalid("is " + text, "write at most %dd".formatted(most.toDays()));
    }
    return duration;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** A text of the file as it can stand in one line of a message. */
  static String shortened(String text) {
    String start = text.length() <= 60 ? text : text.substring(0, 60) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
