package io.tidemark.infra.console;

import static java.util.Objects.requireNonNull;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.ComponentRecord;
import io.tidemark.infra.stack.ComponentStatus;
import io.tidemark.infra.stack.StackListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A command's output: results to standard output, notes on the way to standard error. */
public final class Console implements StackListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final PrintWriter out;
  private final PrintWriter err;
  private final Set<Component> shown = ConcurrentHashMap.newKeySet();

  public Console(PrintWriter out, PrintWriter err) {
    this.out = requireNonNull(out, "out is null");
    this.err = requireNonNull(err, "err is null");
  }

  /** A line of the command's result. */
  public void line(String text) {
    synchronized (out) {
      out.println(text);
      out.flush();
    }
  }

  @Override
  public void note(String text) {
    synchronized (out) {
      err.println(text);
      err.flush();
    }
  }

  @Override
  public void settled(ComponentStatus status, boolean changed) {
    // A component that others need is settled once for each step that needs it.
    if (shown.add(status.component()) || changed) {
      line(describe(status));
    }
  }

  /** A component in one line: state, address, start time, process, memory, log, what it says. */
  public static String describe(ComponentStatus status) {
    String state = status.state().name().toLowerCase(Locale.ROOT);
    return status
        .record()
        .map(
            record ->
                "%-20s %-12s %-38s since %s  pid %-7d %10s  %s  %s"
                    .formatted(
                        record.component(),
                        state,
                        record.address(),
                        TIME.format(record.processStartedAt()),
                        record.pid(),
                        mebibytes(status.residentBytes()),
                        log(record),
                        status.detail()))
        .orElseGet(() -> "%-20s %s".formatted(status.component().id(), state));
  }

  /** How long ago, in seconds with one digit, such as {@code 3.4 s}. */
  public static String secondsSince(Instant start) {
    return "%.1f s".formatted((Instant.now().toEpochMilli() - start.toEpochMilli()) / 1000.0);
  }

  private static String mebibytes(OptionalLong bytes) {
    return bytes.isPresent() ? (bytes.getAsLong() >> 20) + " MiB" : "unknown";
  }

  /** As short as it can be typed from here. */
  private static String log(ComponentRecord record) {
    Path here = Path.of("").toAbsolutePath();
    Path log = record.log();
    return (log.startsWith(here) ? here.relativize(log) : log).toString();
  }
}
