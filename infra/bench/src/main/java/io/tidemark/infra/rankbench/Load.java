package io.tidemark.infra.rankbench;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests to a server, at its own pace or at the server's. Both of its threads, the one that
 * made it and that of the connections, go before others where the system allows it (see {@code
 * jvm.options}): a latency is not to hold the time in which the client waits for a core that the
 * server has.
 */
final class Load implements AutoCloseable {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

  /** More requests under way than any server would queue: a client fails here, not in memory. */
  private static final int MAX_OPEN = 512;

  private final NioEventLoopGroup group =
      new NioEventLoopGroup(1, new DefaultThreadFactory("load", true, Thread.MAX_PRIORITY));
  private final EventLoop loop = group.next();
  private final Map<InetSocketAddress, Connections> servers = new ConcurrentHashMap<>();

  Load() {
    Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
  }

  /**
   * Open loop: requests leave at their instants, however slow the answers are, and every latency
   * counts from the instant the request was due. A stall is so charged to all requests it delayed.
   *
   * @param rate requests a second
   */
  Outcome open(Requests requests, double rate, Duration duration) throws InterruptedException {
    double interval = TimeUnit.SECONDS.toNanos(1) / rate;
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    Sending sending = new Sending(requests, end);
    for (long i = 0; ; i++) {
      long due = start + (long) (i * interval);
      if (due >= end) {
        break;
      }
      waitUntil(due);
      if (sending.underWay.get() >= MAX_OPEN) {
        sending.answers.sent();
        sending.answers.failed("not sent: " + MAX_OPEN + " requests are under way");
      } else {
        sending.send(due, false);
      }
    }
    sending.awaitLast();
    return sending.answers.outcome(duration.toNanos() / 1e9);
  }

  /**
   * Closed loop: each connection sends its next request when the last one was answered. What the
   * server can do at most, with latencies that say nothing about users.
   */
  Outcome closed(Requests requests, int connections, Duration duration)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    Sending sending = new Sending(requests, end);
    for (int i = 0; i < connections; i++) {
      sending.send(start, true);
    }
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    sending.awaitLast();
    return sending.answers.outcome((System.nanoTime() - start) / 1e9);
  }

  /** One load while it goes on. */
  private final class Sending {
    private final Requests requests;
    private final long end;
    private final Connections connections;
    private final Answers answers = new Answers();
    private final AtomicInteger underWay = new AtomicInteger();

    private Sending(Requests requests, long end) {
      this.requests = requests;
      this.end = end;
      this.connections =
          servers.computeIfAbsent(requests.address(), server -> new Connections(loop, server));
    }

    /**
     * Sends the next request.
     *
     * @param due when it was to be sent
     * @param again whether its answer is followed by another one, until the end
     */
    private void send(long due, boolean again) {
      underWay.incrementAndGet();
      answers.sent();
      connections.send(
          requests.next(),
          new Connections.Listener() {
            @Override
            public void answered(Connections.Answer answer) {
              answers.answered(answer, due);
              ended(again);
            }

            @Override
            public void failed(Throwable why) {
              answers.failed(why);
              ended(again);
            }
          });
    }

    private void ended(boolean again) {
      long now = System.nanoTime();
      if (again && now - end < 0) {
        send(now, true);
      }
      underWay.decrementAndGet();
    }

    /** Who is not answered by then has failed. */
    private void awaitLast() throws InterruptedException {
      long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
      while (underWay.get() > 0 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      for (int left = underWay.get(); left > 0; left--) {
        answers.failed("no answer within " + LAST_ANSWERS);
      }
    }
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
