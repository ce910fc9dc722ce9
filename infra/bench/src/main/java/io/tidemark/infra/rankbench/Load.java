package io.tidemark.infra.rankbench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends requests to a server, at its own pace or at the server's. */
final class Load implements AutoCloseable {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

  /** More requests under way than any server would queue: a client fails here, not in memory. */
  private static final int MAX_OPEN = 512;

  /** As many threads as there are requests under way. */
  private final ExecutorService senders = Executors.newCachedThreadPool(Load::daemon);

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "load");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Open loop: requests leave at their instants, however slow the answers are, and every latency
   * counts from the instant the request was due. A stall is so charged to all requests it delayed.
   *
   * @param rate requests a second
   */
  Outcome open(Requests requests, double rate, Duration duration) throws InterruptedException {
    Answers answers = new Answers();
    AtomicInteger open = new AtomicInteger();
    double interval = TimeUnit.SECONDS.toNanos(1) / rate;
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    for (long i = 0; ; i++) {
      long due = start + (long) (i * interval);
      if (due >= end) {
        break;
      }
      waitUntil(due);
      answers.sent();
      if (open.get() >= MAX_OPEN) {
        answers.failed("not sent: " + MAX_OPEN + " requests are under way");
        continue;
      }
      open.incrementAndGet();
      senders.execute(
          () -> {
            send(requests, answers, due);
            open.decrementAndGet();
          });
    }
    awaitLast(open);
    return answers.outcome(duration.toNanos() / 1e9);
  }

  /**
   * Closed loop: each connection sends its next request when the last one was answered. What the
   * server can do at most, with latencies that say nothing about users.
   */
  Outcome closed(Requests requests, int connections, Duration duration)
      throws InterruptedException {
    Answers answers = new Answers();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(senders.submit(() -> sendUntil(end, requests, answers)));
      }
      for (Future<?> sender : all) {
        sender.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender failed", e.getCause());
    }
    return answers.outcome((System.nanoTime() - start) / 1e9);
  }

  private static void sendUntil(long end, Requests requests, Answers answers) {
    for (long due = System.nanoTime(); due < end; due = System.nanoTime()) {
      answers.sent();
      send(requests, answers, due);
    }
  }

  private static void send(Requests requests, Answers answers, long due) {
    try {
      answers.answered(requests.sendNext(), due);
    } catch (IOException e) {
      answers.failed(e);
    }
  }

  private static void awaitLast(AtomicInteger open) throws InterruptedException {
    long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
    while (open.get() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
