package io.tidemark.serving.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.serving.errors.ErrorCode;
import io.tidemark.serving.errors.RefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Admits as many rankings as can compute at the same time without slowing each other down. How long
 * others wait depends on whether the queue is a burst or an overload ("controlled delay", Maurer:
 * Fail at Scale, ACM Queue 2015): a burst may wait until it is worked off; in an overload waiting
 * only makes all late, so whoever is not admitted within a few milliseconds is refused, and those
 * who are admitted are answered about as fast as ever. It is an overload from when hardly anybody
 * is admitted at once until hardly anybody is refused.
 *
 * <p>How many are inside at all, those included whose bodies are still read, is bounded too: in an
 * overload there are hardly more than can be ranked, and who comes then is refused at the door. The
 * bound is found on the way: one fewer after an interval in which more than a few came back from
 * HBase and found no place, since they were too many then, else one more.
 *
 * <p>A ranking that waits for HBase does not compute: it steps aside, and comes back before anybody
 * new. So slow reads do not use up the places of a machine that has nothing to do.
 */
public final class Admission {
  /**
   * An overload begins when fewer than one in this many are admitted at once, and ends when fewer
   * than one in this many are refused: who is let in at the door of an overload hardly waits. It
   * has too many inside while more than one in this many come back and find no place.
   */
  private static final int FEW = 4;

  private final int inFlightLimit;
  private final int queueLimit;
  private final long burstNanos;
  private final long overloadNanos;
  private final long intervalNanos;
  private final Duration retryAfter;
  private final Counter refused;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mayReturn = lock.newCondition();
  private final Condition mayEnter = lock.newCondition();
  private final int busyLimit;
  private int free;
  private int arrived;
  private int inFlight;
  private int aside;
  private int returning;
  private int entering;
  private long intervalStart = System.nanoTime();
  private int asked;
  private int admittedAtOnce;
  private int turnedAway;
  private int cameBack;
  private int foundNoPlace;
  private int insideLimit;
  private boolean overloaded;

  /** The permission to be read, held by one request until it is answered. */
  public final class Arrival implements AutoCloseable {
    private Arrival() {}

    @Override
    public void close() {
      lock.lock();
      try {
        arrived--;
      } finally {
        lock.unlock();
      }
    }
  }

  /** The permission to compute, held by one ranking. Used by one thread at a time. */
  public final class Pass implements AutoCloseable {
    private final long waitedNanos;
    private boolean aside;

    private Pass(long waitedNanos) {
      this.waitedNanos = waitedNanos;
    }

    /** How long its holder waited for it. */
    public long waitedNanos() {
      return waitedNanos;
    }

    /** Lets others compute while its holder waits for something else. */
    public void stepAside() {
      aside = true;
      giveUpPlace();
    }

    /** Comes back to compute; waits for a place if all are taken. */
    public void comeBack() {
      takePlaceAgain();
      aside = false;
    }

    @Override
    public void close() {
      leave(aside);
    }
  }

  /** An admission of nobody yet. */
  public Admission(AdmissionConfiguration configuration, MeterRegistry meters) {
    this.busyLimit = configuration.busy();
    this.free = busyLimit;
    this.inFlightLimit = configuration.inFlight();
    this.insideLimit = mostInside();
    this.queueLimit = configuration.queue();
    this.burstNanos = configuration.burstWait().toNanoseconds();
    this.overloadNanos = configuration.overloadWait().toNanoseconds();
    this.intervalNanos = configuration.interval().toNanoseconds();
    this.retryAfter = configuration.retryAfter().toJavaDuration();
    this.refused =
        Counter.builder("tidemark.rank.refused")
            .description("rankings that were refused because there was too much to do")
            .register(meters);
    Gauge.builder("tidemark.rank.in.flight", () -> locked(() -> inFlight))
        .description("rankings under way")
        .register(meters);
    Gauge.builder("tidemark.rank.overload.limit", () -> locked(() -> insideLimit))
        .description(
            "requests for rankings that an overload would let in, bodies and answers included")
        .register(meters);
    Gauge.builder("tidemark.rank.waiting", () -> locked(() -> entering))
        .description("rankings that wait to be admitted")
        .register(meters);
  }

  /** Lets a request in to be read; empty if it would be refused afterwards. */
  public Optional<Arrival> arrive() {
    lock.lock();
    try {
      judge(System.nanoTime());
      if (overloaded ? isFullInOverload() : arrived >= inFlightLimit + queueLimit) {
        asked++;
        refuse();
        return Optional.empty();
      }
      arrived++;
      return Optional.of(new Arrival());
    } finally {
      lock.unlock();
    }
  }

  /**
   * In an overload one is read, waits or is answered for every two that compute, and no more: each
   * of them needs a core, too. Who waits for HBase is not in their way, as long as not too many do.
   */
  private boolean isFullInOverload() {
    return arrived - aside >= fewestInside() || arrived >= insideLimit;
  }

  private int fewestInside() {
    return busyLimit + Math.max(1, busyLimit / 2);
  }

  private int mostInside() {
    return inFlightLimit + busyLimit;
  }

  /** What those are told who are refused. */
  RefusedException refusal() {
    return RefusedException.tryLater(
        ErrorCode.OVERLOADED,
        "more is asked for than can be ranked",
        "send it again later",
        retryAfter);
  }

  /**
   * Waits to be admitted.
   *
   * @param atMost however much longer one might wait otherwise
   * @throws RefusedException if there is too much to do
   */
  public Pass enter(Duration atMost) {
    long start = System.nanoTime();
    lock.lock();
    try {
      judge(start);
      asked++;
      boolean atOnce = entering == 0 && isRoom();
      if (atOnce) {
        admittedAtOnce++;
      } else if (!waitToEnter(atMost.toNanos())) {
        refuse();
        throw refusal();
      }
      free--;
      inFlight++;
      return new Pass(System.nanoTime() - start);
    } finally {
      wakeNext();
      lock.unlock();
    }
  }

  private void refuse() {
    turnedAway++;
    refused.increment();
  }

  private void judge(long now) {
    if (now - intervalStart > intervalNanos) {
      adaptInsideLimit();
      overloaded = overloaded ? turnedAway * FEW > asked : admittedAtOnce * FEW < asked;
      intervalStart = now;
      asked = 0;
      turnedAway = 0;
      admittedAtOnce = 0;
    }
  }

  private void adaptInsideLimit() {
    if (cameBack > 0) {
      int next = foundNoPlace * FEW > cameBack ? insideLimit - 1 : insideLimit + 1;
      insideLimit = Math.min(mostInside(), Math.max(fewestInside(), next));
    }
    cameBack = 0;
    foundNoPlace = 0;
  }

  private boolean isRoom() {
    return free > 0 && returning == 0 && inFlight < inFlightLimit;
  }

  /** Waits for a place; false if none came in time. */
  private boolean waitToEnter(long atMost) {
    if (entering >= queueLimit) {
      return false;
    }
    entering++;
    try {
      long left = Math.min(atMost, overloaded ? overloadNanos : burstNanos);
      while (!isRoom()) {
        if (left <= 0) {
          return false;
        }
        left = mayEnter.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      entering--;
    }
  }

  private void giveUpPlace() {
    lock.lock();
    try {
      aside++;
      free++;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  private void takePlaceAgain() {
    lock.lock();
    try {
      aside--;
      returning++;
      cameBack++;
      if (free == 0) {
        foundNoPlace++;
      }
      try {
        while (free == 0) {
          mayReturn.awaitUninterruptibly();
        }
      } finally {
        returning--;
      }
      free--;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  private void leave(boolean steppedAside) {
    lock.lock();
    try {
      if (steppedAside) {
        aside--;
      } else {
        free++;
      }
      inFlight--;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  private void wakeNext() {
    if (free > 0) {
      (returning > 0 ? mayReturn : mayEnter).signal();
    }
  }

  private int locked(IntSupplier count) {
    lock.lock();
    try {
      return count.getAsInt();
    } finally {
      lock.unlock();
    }
  }
}
