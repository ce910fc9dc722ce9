package io.tidemark.infra.bench;

import io.tidemark.infra.client.Candidates;
import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.stack.StackException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long does an action take from {@code POST /v1/actions} until the user's candidates come from
 * it? A user nobody knows acts on a pin of the index, and is asked for candidates again and again
 * until some are near to that pin, by each way that leads there; then the next one does.
 */
final class CandidatesBench {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);

  /** A way from an action to candidates. */
  enum Way {
    /** The pin is the newest in the user's live sequence. */
    LIVE("live"),
    /** PinnerSage's online pass has made an interest of it. */
    INTERESTS("pinnersage");

    private final String source;

    Way(String source) {
      this.source = source;
    }
  }

  /**
   * What was measured.
   *
   * @param live microseconds from sending an action until the live sequence brought candidates
   * @param interests the same until an interest did; of nothing if no interests are published
   * @param question microseconds that one question for candidates took
   * @param missed how often candidates did not come in time, by either way
   */
  record Outcome(Histogram live, Histogram interests, Histogram question, int missed) {
    Outcome() {
      this(histogram(), histogram(), histogram(), 0);
    }

    private static Histogram histogram() {
      return new Histogram(HIGHEST_MICROS, 3);
    }

    private Histogram of(Way way) {
      return way == Way.LIVE ? live : interests;
    }

    private Outcome missing(int more) {
      return new Outcome(live, interests, question, missed + more);
    }
  }

  private final TidemarkClient client;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private Outcome outcome = new Outcome();

  CandidatesBench(TidemarkClient client) {
    this.client = client;
  }

  /**
   * Lets users act, one after the other.
   *
   * @param users how many count
   * @param warmup how many do not, before them, at least 1
   * @throws StackException if the very first user's candidates do not come: nothing can be measured
   */
  Outcome run(int users, int warmup) throws InterruptedException {
    List<String> pins = client.candidates("bench-%s-nobody".formatted(run)).join().pinIds();
    if (pins.isEmpty()) {
      throw new StackException(
          "the API has no candidates: publish an index with './tidemark index', or let --prepare do it");
    }
    Set<Way> ways = ways(pins.get(0));
    for (int i = 1; i < warmup + users; i++) {
      if (i == warmup) {
        outcome = new Outcome();
      }
      outcome =
          outcome.missing(
              act("bench-%s-%d".formatted(run, i), pins.get(i % pins.size()), ways).size());
    }
    return outcome;
  }

  /** The ways there are, seen of one user. */
  private Set<Way> ways(String pin) throws InterruptedException {
    Set<Way> ways = EnumSet.allOf(Way.class);
    ways.removeAll(act("bench-%s-0".formatted(run), pin, ways));
    if (!ways.contains(Way.LIVE)) {
      throw new StackException(
          "candidates did not change within %d s of an action on %s: is the stream up, and has the index the pin?"
              .formatted(GIVE_UP_AFTER.toSeconds(), pin));
    }
    return ways;
  }

  /**
   * One user.
   *
   * @return the ways that did not bring candidates in time
   */
  private Set<Way> act(String user, String pin, Set<Way> ways) throws InterruptedException {
    Set<Way> awaited = EnumSet.copyOf(ways);
    long sent = System.nanoTime();
    Event event = new Event(user, user, pin, "save", "home", System.currentTimeMillis(), null);
    client.post(List.of(event)).join();
    while (System.nanoTime() - sent < GIVE_UP_AFTER.toNanos()) {
      long asked = System.nanoTime();
      Candidates candidates = client.candidates(user).join();
      record(outcome.question(), asked);
      for (Way way : EnumSet.copyOf(awaited)) {
        if (candidates.areNear(pin, way.source)) {
          record(outcome.of(way), sent);
          awaited.remove(way);
        }
      }
      if (awaited.isEmpty()) {
        break;
      }
      Thread.sleep(PAUSE.toMillis());
    }
    return awaited;
  }

  private static void record(Histogram histogram, long since) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since);
    histogram.recordValue(Math.min(micros, HIGHEST_MICROS));
  }
}
