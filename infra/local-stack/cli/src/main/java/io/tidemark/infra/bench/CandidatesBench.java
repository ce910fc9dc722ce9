package io.tidemark.infra.bench;

import io.tidemark.infra.client.Candidates;
import io.tidemark.infra.client.Event;
import io.tidemark.infra.client.TidemarkClient;
import io.tidemark.infra.stack.StackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long does an action take from {@code POST /v1/actions} until the user's candidates come from
 * it? A user nobody knows acts on a pin of the index, and is asked for candidates again and again
 * until some are near to that pin; then the next one does.
 */
final class CandidatesBench {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);

  private final TidemarkClient client;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final Histogram changed = new Histogram(HIGHEST_MICROS, 3);
  private final Histogram retrieval = new Histogram(HIGHEST_MICROS, 3);

  CandidatesBench(TidemarkClient client) {
    this.client = client;
  }

  /** Microseconds from sending an action until candidates came from it. */
  Histogram changed() {
    return changed;
  }

  /** Microseconds that one question for candidates took. */
  Histogram retrieval() {
    return retrieval;
  }

  /**
   * Lets users act, one after the other.
   *
   * @param users how many count
   * @param warmup how many do not, before them
   */
  void run(int users, int warmup) throws InterruptedException {
    List<String> pins = client.candidates("bench-%s-nobody".formatted(run)).join().pinIds();
    if (pins.isEmpty()) {
      throw new StackException(
          "the API has no candidates: publish an index with './tidemark index' first");
    }
    for (int i = 0; i < warmup + users; i++) {
      if (i == warmup) {
        changed.reset();
        retrieval.reset();
      }
      act("bench-%s-%d".formatted(run, i), pins.get(i % pins.size()));
    }
  }

  private void act(String user, String pin) throws InterruptedException {
    long sent = System.nanoTime();
    Event event = new Event(user, user, pin, "save", "home", System.currentTimeMillis(), null);
    client.post(List.of(event)).join();
    while (true) {
      long asked = System.nanoTime();
      Candidates candidates = client.candidates(user).join();
      record(retrieval, asked);
      if (candidates.areNear(pin)) {
        record(changed, sent);
        return;
      }
      if (System.nanoTime() - sent > GIVE_UP_AFTER.toNanos()) {
        throw new StackException(
            "the candidates of %s did not change within %s of an action on %s: is the stream up, and has the index the pin?"
                .formatted(user, GIVE_UP_AFTER, pin));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static void record(Histogram histogram, long since) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since);
    histogram.recordValue(Math.min(micros, HIGHEST_MICROS));
  }
}
