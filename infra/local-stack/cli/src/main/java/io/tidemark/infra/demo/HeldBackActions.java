package io.tidemark.infra.demo;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.infra.client.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The actions that the batch side has not seen, oldest first.
 *
 * @param events as {@code tidemark import --held-back} wrote them
 */
public record HeldBackActions(List<Event> events) {
  public HeldBackActions {
    events = events.stream().sorted(Comparator.comparingLong(Event::occurredAt)).toList();
  }

  /** Reads a file with one event a line. */
  public static HeldBackActions read(Path file) throws IOException {
    ObjectReader reader = JsonMapper.builder().build().readerFor(Event.class);
    try (Stream<String> lines = Files.lines(file)) {
      return new HeldBackActions(lines.map(line -> parse(reader, line)).toList());
    }
  }

  private static Event parse(ObjectReader reader, String line) {
    try {
      return reader.readValue(line);
    } catch (IOException e) {
      throw new IllegalStateException("not an event: " + line, e);
    }
  }

  /** The events before an instant in milliseconds since the epoch. */
  public List<Event> before(long instant) {
    return events.stream().filter(event -> event.occurredAt() < instant).toList();
  }

  /** The most acted-on pins, most first. */
  public List<String> popularPins(int limit) {
    return mostFrequent(events.stream().map(Event::pinId), limit);
  }

  /** The users with the most actions, most first. */
  public List<String> busiestUsers(int limit) {
    return mostFrequent(events.stream().map(Event::userId), limit);
  }

  private static List<String> mostFrequent(Stream<String> ids, int limit) {
    Map<String, Long> counts =
        ids.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }
}
