package io.tidemark.infra.rankbench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;

/** Counts answers while they come, in whatever thread. */
final class Answers {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(2);
  private static final Pattern DEGRADED = Pattern.compile("\"degraded\":\\[([^\\]]*)\\]");
  private static final int MAX_REASON = 160;

  private final ProcessorTime start = ProcessorTime.now();
  private final ConcurrentHistogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  private final LongAdder sent = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<String, Long> degraded = new ConcurrentHashMap<>();
  private final Map<String, Long> failures = new ConcurrentHashMap<>();

  void sent() {
    sent.increment();
  }

  /**
   * An answer came.
   *
   * @param due when its request was to be sent, by {@link System#nanoTime}
   */
  void answered(Connections.Answer response, long due) {
    long latency = System.nanoTime() - due;
    switch (response.status()) {
      case 200 -> {
        micros.recordValue(Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(latency)));
        noteDegraded(response.body());
      }
      case 503 -> {
        if (response.retryAfter()) {
          refused.increment();
        } else {
          failed("503 without Retry-After");
        }
      }
      default ->
          failed(response.status() + " " + new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  void failed(Throwable why) {
    failed(why.getClass().getSimpleName() + ": " + why.getMessage());
  }

  void failed(String why) {
    failures.merge(why.substring(0, Math.min(why.length(), MAX_REASON)), 1L, Long::sum);
  }

  Outcome outcome(double seconds) {
    return new Outcome(
        seconds,
        sent.sum(),
        micros.copy(),
        refused.sum(),
        ProcessorTime.now().stolenSince(start),
        Map.copyOf(degraded),
        Map.copyOf(failures));
  }

  /** The field comes last, so only the body's end is looked at. */
  private void noteDegraded(byte[] body) {
    int from = Math.max(0, body.length - 1_024);
    Matcher matcher =
        DEGRADED.matcher(new String(body, from, body.length - from, StandardCharsets.ISO_8859_1));
    if (matcher.find() && !matcher.group(1).isEmpty()) {
      for (String reason : matcher.group(1).replace("\"", "").split(",")) {
        degraded.merge(reason, 1L, Long::sum);
      }
    }
  }
}
