package io.tidemark.pipelines.training;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Makes things on a thread of its own, a few ahead, so that whoever takes them waits for none;
 * knows how long was waited all the same.
 *
 * @param <T> what is made; handed over whole, so it need not be safe to share
 */
public final class Prefetch<T> implements AutoCloseable {
  private final BlockingQueue<Made<T>> ready;
  private final Thread thread;
  private long waitedNanos;

  /** One thing, or why there are no more. */
  private record Made<T>(T value, RuntimeException failure) {}

  /**
   * Starts making.
   *
   * @param ahead how many may be ready at once
   * @param source is called by the one thread only
   */
  public Prefetch(int ahead, String name, Supplier<T> source) {
    requireNonNull(source, "source is null");
    this.ready = new ArrayBlockingQueue<>(ahead);
    this.thread = new Thread(() -> fill(source), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void fill(Supplier<T> source) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        ready.put(made(source));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> Made<T> made(Supplier<T> source) {
    try {
      return new Made<>(source.get(), null);
    } catch (RuntimeException failed) {
      return new Made<>(null, failed);
    }
  }

  /**
   * The next one, as soon as it is there.
   *
   * @throws RuntimeException what the source threw
   */
  public T take() {
    long start = System.nanoTime();
    try {
      Made<T> made = ready.take();
      if (made.failure() != null) {
        throw made.failure();
      }
      return made.value();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", interrupted);
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** How long {@link #take} has waited, all together. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos);
  }

  /** Ends the thread, and waits for it. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
