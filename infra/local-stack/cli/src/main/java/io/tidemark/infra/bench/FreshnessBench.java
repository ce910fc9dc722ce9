package io.tidemark.infra.bench;

import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.store.SyntheticUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * How long does an action take from {@code POST /v1/actions} until a ranking includes it?
 *
 * <p>Open loop: actions are sent at their scheduled instants, however slow the answers are, and
 * every latency counts from the scheduled instant, so a stall is charged to all actions it delayed.
 * One action in {@code probeEvery} is a probe: as soon as it is acknowledged its user is ranked,
 * again and again, until the answer's live side holds it. The users of probes are synthetic: what
 * they do is not archived.
 */
public final class FreshnessBench {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);
  private static final int LONGEST_REASON = 200;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

  /**
   * What to run.
   *
   * @param rate actions a second
   * @param warmup not counted
   * @param measured counted
   * @param probeEvery one action in so many is ranked
   * @param candidates pins that a probe's user is ranked over
   */
  public record Load(
      int rate, Duration warmup, Duration measured, int probeEvery, List<String> candidates) {}

  /**
   * What was seen; all latencies in microseconds from the scheduled instant.
   *
   * @param acknowledged until the API had acknowledged the action
   * @param ranked until a ranking's live side held it
   * @param sent actions sent in the measured time
   * @param inFirstRanking probes that the first ranking after the acknowledgement held
   * @param failures how many actions or rankings were refused, broke off, or were not seen in time,
   *     by reason
   */
  public record Outcome(
      ConcurrentHistogram acknowledged,
      ConcurrentHistogram ranked,
      long sent,
      long inFirstRanking,
      Map<String, Long> failures) {}

  private final TidemarkClient client;
  private final Load load;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final ConcurrentHistogram acknowledged = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  private final ConcurrentHistogram ranked = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  private final AtomicLong inFirstRanking = new AtomicLong();
  private final Map<String, Long> failures = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  public FreshnessBench(TidemarkClient client, Load load) {
    this.client = client;
    this.load = load;
  }

  /** Sends the whole load and waits for its last answers. */
  public Outcome run() throws InterruptedException {
    long interval = TimeUnit.SECONDS.toNanos(1) / load.rate();
    long start = System.nanoTime();
    long measureFrom = start + load.warmup().toNanos();
    long end = measureFrom + load.measured().toNanos();
    long sent = 0;
    for (long i = 0, scheduled = start; scheduled < end; i++, scheduled += interval) {
      waitUntil(scheduled);
      boolean counted = scheduled >= measureFrom;
      send(i, scheduled, counted, i % load.probeEvery() == 0);
      sent += counted ? 1 : 0;
    }
    long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
    while (open.get() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    if (open.get() > 0) {
      failures.put("no answer after " + GIVE_UP_AFTER, (long) open.get());
    }
    return new Outcome(acknowledged, ranked, sent, inFirstRanking.get(), Map.copyOf(failures));
  }

  private void send(long index, long scheduled, boolean counted, boolean probe) {
    String id = "%sbench-%s-%d".formatted(probe ? SyntheticUsers.PREFIX : "", run, index);
    String pin = load.candidates().get((int) (index % load.candidates().size()));
    long occurredAt = System.currentTimeMillis();
    Event event = new Event(id, id, pin, "save", "home", occurredAt, null);
    open.incrementAndGet();
    client
        .post(List.of(event))
        .thenCompose(
            done -> {
              record(acknowledged, scheduled, counted);
              return probe
                  ? rankUntilSeen(event, scheduled, counted, 1)
                  : CompletableFuture.completedFuture(null);
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null && counted) {
                failures.merge(reason(failure), 1L, Long::sum);
              }
              open.decrementAndGet();
            });
  }

  private CompletableFuture<Void> rankUntilSeen(
      Event event, long scheduled, boolean counted, int attempt) {
    return client
        .rank(event.userId(), load.candidates(), 10)
        .thenCompose(
            ranking -> {
              Instant last = ranking.lastLiveAction().orElse(Instant.MIN);
              if (last.equals(Instant.ofEpochMilli(event.occurredAt()))) {
                record(ranked, scheduled, counted);
                if (attempt == 1 && counted) {
                  inFirstRanking.incrementAndGet();
                }
                return CompletableFuture.completedFuture(null);
              }
              if (System.nanoTime() - scheduled > GIVE_UP_AFTER.toNanos()) {
                return CompletableFuture.failedFuture(
                    new IllegalStateException("not in a ranking after " + GIVE_UP_AFTER));
              }
              return CompletableFuture.supplyAsync(() -> event, pauseAfter(attempt))
                  .thenCompose(again -> rankUntilSeen(again, scheduled, counted, attempt + 1));
            });
  }

  /**
   * Between two rankings of a probe, longer each time: else one slow moment makes the probes the
   * load. What is seen late by that is charged to the system.
   */
  private static Executor pauseAfter(int attempt) {
    double growth = Math.pow(1.5, Math.min(attempt - 1, 20));
    long millis = (long) Math.min(SHORTEST_PAUSE.toMillis() * growth, LONGEST_PAUSE.toMillis());
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  private static String reason(Throwable failure) {
    String message = failure.toString();
    return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON);
  }

  private static void record(ConcurrentHistogram histogram, long scheduled, boolean counted) {
    if (counted) {
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - scheduled);
      histogram.recordValue(Math.min(micros, HIGHEST_MICROS));
    }
  }

  private static void waitUntil(long scheduled) {
    for (long left = scheduled - System.nanoTime(); left > 0; ) {
      LockSupport.parkNanos(left);
      left = scheduled - System.nanoTime();
    }
  }
}
