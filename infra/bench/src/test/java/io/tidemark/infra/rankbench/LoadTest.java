package io.tidemark.infra.rankbench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final int STALLED = 20;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Load load = new Load();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    load.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void anOpenLoopGoesOnSendingWhileNothingIsAnsweredAndChargesTheStallToAll() throws Exception {
    CountDownLatch arrived = new CountDownLatch(STALLED);
    server.createContext(
        "/",
        exchange -> {
          arrived.countDown();
          awaitAll(arrived);
          answer(exchange, 200, "{\"degraded\":[]}");
        });

    Outcome outcome = load.open(requests(), 100, Duration.ofMillis(400));

    assertThat(outcome.sent()).isEqualTo(40);
    assertThat(outcome.micros().getTotalCount()).isEqualTo(40);
    // The first was due 19 intervals of 10 ms before the last of those that had to come.
    assertThat(outcome.micros().getMaxValue()).isGreaterThan(180_000);
  }

  @Test
  void refusalsDegradationsAndFailuresAreToldApart() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          switch (turn.getAndIncrement() % 4) {
            case 0 -> answer(exchange, 200, "{\"pins\":[],\"degraded\":[\"live_behind\"]}");
            case 1 -> {
              exchange.getResponseHeaders().set("Retry-After", "1");
              answer(exchange, 503, "{}");
            }
            case 2 -> answer(exchange, 503, "{}");
            default -> answer(exchange, 500, "{}");
          }
        });

    Outcome outcome = load.open(requests(), 200, Duration.ofMillis(200));

    assertThat(outcome.micros().getTotalCount()).isEqualTo(10);
    assertThat(outcome.degraded()).containsOnlyKeys("live_behind").containsValue(10L);
    assertThat(outcome.refused()).isEqualTo(10);
    assertThat(outcome.failures())
        .containsEntry("503 without Retry-After", 10L)
        .containsEntry("500 {}", 10L);
  }

  @Test
  void aClosedLoopHasOneRequestUnderWayOnEachConnection() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
              .isEqualTo("application/json");
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
          underWay.decrementAndGet();
          answer(exchange, 200, "{}");
        });

    Outcome outcome = load.closed(requests(), 3, Duration.ofMillis(300));

    assertThat(most).hasValue(3);
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.micros().getTotalCount()).isEqualTo(outcome.sent()).isGreaterThan(10);
  }

  @Test
  void whoIsNotThereIsAFailureOfEachRequest() throws Exception {
    Requests requests = requests();
    server.stop(0);

    Outcome outcome = load.open(requests, 100, Duration.ofMillis(100));

    assertThat(outcome.failed()).isEqualTo(10);
    assertThat(outcome.failures().keySet()).allMatch(why -> why.contains("refused"));
  }

  @Test
  void ratesGoUpWhileTheBoundIsKeptAndDownWhileItIsNot() throws Exception {
    server.createContext("/", exchange -> answer(exchange, 200, "{}"));
    SustainedRates.Start start = new SustainedRates.Start(requests(), 100);
    Duration turn = Duration.ofMillis(50);

    assertThat(
            new SustainedRates(load, Duration.ofMinutes(1), 4, turn)
                .of(List.of(start))
                .get(0)
                .getValues())
        .containsExactly(new double[] {132.25, 137.54}, within(1e-9));
    assertThat(
            new SustainedRates(load, Duration.ZERO, 4, turn).of(List.of(start)).get(0).getValues())
        .containsExactly(new double[] {75.614366729, 72.706121855}, within(1e-6));
  }

  private Requests requests() {
    return new Requests(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
        "application/json",
        List.of("{}".getBytes(UTF_8)));
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
