package io.tidemark.pipelines.sequences;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads and decodes a little ahead in a thread of its own, so that whoever works on the elements
 * does not wait for the storage between them.
 *
 * @param <T> what is read
 */
final class ReadAhead<T> implements AutoCloseable {
  /** Where elements come from. */
  interface Source<T> {
    /** The next one, or empty after the last. */
    Optional<T> next() throws IOException;
  }

  private final BlockingQueue<Optional<T>> waiting;
  private final ExecutorService thread;
  private final Future<?> reading;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param most elements that wait at most
   */
  ReadAhead(Source<T> source, int most) {
    this.waiting = new ArrayBlockingQueue<>(most);
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread reader = new Thread(work, "read-ahead");
              reader.setDaemon(true);
              return reader;
            });
    this.reading =
        thread.submit(
            () -> {
              try {
                Optional<T> next = source.next();
                while (next.isPresent()) {
                  waiting.put(next);
                  next = source.next();
                }
              } finally {
                waiting.put(Optional.empty());
              }
              return null;
            });
  }

  /**
   * The next element, or empty after the last.
   *
   * @throws IOException if reading failed; elements before the failure have come first
   */
  Optional<T> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    try {
      Optional<T> next = waiting.take();
      if (next.isEmpty()) {
        ended = true;
        reading.get();
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the next element", e);
    } catch (ExecutionException e) {
      throw new IOException("reading ahead failed", e.getCause());
    }
  }

  /** Stops reading. Returns once the reader has ended, so its source may be closed afterwards. */
  @Override
  public void close() {
    thread.shutdownNow();
    waiting.clear();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
