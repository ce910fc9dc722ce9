package io.tidemark.serving.models;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores requests that come at about the same time in one run: a GPU takes hardly longer for
 * sixteen requests than for one. The first of a run waits for others no longer than it is told to.
 */
final class BatchScorer implements Scorer {
  private static final Logger LOGGER = LoggerFactory.getLogger(BatchScorer.class);

  private final BlockingQueue<Waiting> queue;
  private final List<Thread> workers = new ArrayList<>();
  private final List<ScoringSlot> slots;
  private final int heads;
  private final BatchLimits limits;
  private volatile boolean closed;

  /**
   * How large a run may be.
   *
   * @param requests the most requests of a run
   * @param candidates the most candidates of a run, padding included; one request's that has more
   *     are spread over several runs
   * @param waitNanos how long the first request of a run waits for others
   * @param queue how many requests may wait for a run
   */
  record BatchLimits(int requests, int candidates, long waitNanos, int queue) {}

  private record Waiting(
      ScoringSlot.Part part,
      long deadline,
      long asked,
      CompletableFuture<HeadProbabilities> done) {}

  /**
   * @param slots one for each run at the same time
   * @param heads H
   */
  BatchScorer(List<ScoringSlot> slots, int heads, BatchLimits limits) {
    this.slots = slots;
    this.heads = heads;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    for (ScoringSlot slot : slots) {
      Thread worker = new Thread(() -> work(slot), "score-batches-" + workers.size());
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  @Override
  public HeadProbabilities score(RankerInput input, long deadline)
      throws TimeoutException, ScoringException {
    List<Waiting> parts = new ArrayList<>();
    for (int from = 0; from < input.candidates(); from += limits.candidates()) {
      int to = Math.min(input.candidates(), from + limits.candidates());
      Waiting part =
          new Waiting(
              new ScoringSlot.Part(input, from, to),
              deadline,
              System.nanoTime(),
              new CompletableFuture<>());
      if (!queue.offer(part)) {
        parts.forEach(asked -> asked.done().cancel(false));
        throw new TimeoutException("too many requests wait to be scored");
      }
      parts.add(part);
    }
    List<HeadProbabilities> scored = new ArrayList<>(parts.size());
    for (Waiting part : parts) {
      scored.add(await(part));
    }
    return scored.size() == 1 ? scored.get(0) : together(scored, input.candidates());
  }

  @Override
  public void close() {
    closed = true;
    workers.forEach(Thread::interrupt);
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    slots.forEach(ScoringSlot::close);
  }

  private void work(ScoringSlot slot) {
    Deque<Waiting> next = new ArrayDeque<>();
    while (!closed) {
      try {
        List<Waiting> batch = batch(next);
        if (!batch.isEmpty()) {
          run(slot, batch);
        }
      } catch (InterruptedException e) {
        LOGGER.debug("Interrupted: {}", closed ? "closing" : "going on");
      }
    }
  }

  /** The requests of the next run; one that does not fit any more is left in {@code next}. */
  private List<Waiting> batch(Deque<Waiting> next) throws InterruptedException {
    Waiting first = next.isEmpty() ? queue.take() : next.poll();
    long until = System.nanoTime() + limits.waitNanos();
    List<Waiting> batch = new ArrayList<>();
    int widest = 0;
    for (Waiting waiting = first; waiting != null; ) {
      if (!waiting.done().isDone()) {
        int width = Math.max(widest, waiting.part().candidates());
        if (!batch.isEmpty() && width * (batch.size() + 1) > limits.candidates()) {
          next.add(waiting);
          return batch;
        }
        widest = width;
        batch.add(waiting);
      }
      if (batch.size() == limits.requests()) {
        return batch;
      }
      waiting = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return batch;
  }

  private void run(ScoringSlot slot, List<Waiting> batch) {
    long started = System.nanoTime();
    try {
      ScoringSlot.Run run =
          slot.run(
              batch.stream().map(Waiting::part).toList(),
              (request, reason) -> batch.get(request).done().completeExceptionally(reason));
      int stride = run.candidates() * heads;
      for (int r = 0; r < batch.size(); r++) {
        Waiting waiting = batch.get(r);
        waiting
            .done()
            .complete(
                new HeadProbabilities(
                    heads,
                    Arrays.copyOfRange(
                        run.values(), r * stride, r * stride + waiting.part().candidates() * heads),
                    started - waiting.asked(),
                    run.assembleNanos(),
                    run.scoreNanos()));
      }
    } catch (ScoringException | RuntimeException e) {
      batch.forEach(waiting -> waiting.done().completeExceptionally(e));
    }
  }

  private static HeadProbabilities await(Waiting part) throws TimeoutException, ScoringException {
    try {
      return part.done().get(part.deadline() - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted while waiting to be scored");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ScoringException failed) {
        throw failed;
      }
      throw new ScoringException("the model failed: " + e.getCause().getMessage(), e.getCause());
    } finally {
      part.done().cancel(false);
    }
  }

  private HeadProbabilities together(List<HeadProbabilities> parts, int candidates) {
    float[] values = new float[candidates * heads];
    int at = 0;
    long queued = 0;
    long assembling = 0;
    long scoring = 0;
    for (HeadProbabilities part : parts) {
      System.arraycopy(part.values(), 0, values, at, part.values().length);
      at += part.values().length;
      queued = Math.max(queued, part.queueNanos());
      assembling += part.assembleNanos();
      scoring += part.scoreNanos();
    }
    return new HeadProbabilities(heads, values, queued, assembling, scoring);
  }
}
