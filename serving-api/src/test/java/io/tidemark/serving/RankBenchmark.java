package io.tidemark.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.serving.ServingProcess.Answer;
import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * What rankings of 100 candidates and 100 live actions take from a real HBase, and what becomes of
 * them at twice the rate that can be served. Server, HBase and callers share the machine. Not a
 * test: for looking at admission and reads while changing them.
 */
public final class RankBenchmark {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int USERS = 200;
  private static final int CALLERS = 32;
  private static final long WARM_UP = java.time.Duration.ofSeconds(25).toNanos();
  private static final long RUN = java.time.Duration.ofSeconds(8).toNanos();

  private RankBenchmark() {}

  private record Result(double accepted, double refused, long[] nanos) {
    double millis(double quantile) {
      return nanos.length == 0 ? Double.NaN : nanos[(int) (nanos.length * quantile)] / 1e6;
    }
  }

  /** Measures, and prints a table; {@code key=value} arguments are configuration. */
  public static void main(String[] args) throws Exception {
    Map<String, String> more = new java.util.TreeMap<>();
    for (String arg : args) {
      more.put(arg.split("=", 2)[0], arg.split("=", 2)[1]);
    }
    try (RealServing real = RealServing.start(more)) {
      write(real);
      while (real.api.get("/health/ready").status() != 200) {
        LockSupport.parkNanos(100_000_000);
      }
      run(real, 1e9, 8, WARM_UP);
      Result one = run(real, 1e9, 1, RUN);
      print("one caller", one);
      reads(real);
      Result saturated = run(real, 1e9, 4, RUN);
      print("four callers", saturated);
      double rate = saturated.accepted();
      print("half the rate", run(real, rate / 2, CALLERS, RUN));
      print("twice the rate", run(real, rate * 2, CALLERS, RUN));
      print("half the rate again", run(real, rate / 2, CALLERS, RUN));
    }
  }

  private static void print(String name, Result result) {
    System.out.printf(
        "%-20s %6.0f/s accepted, %6.0f/s refused; accepted p50 %.2f p99 %.2f p99.9 %.2f ms%n",
        name,
        result.accepted(),
        result.refused(),
        result.millis(0.5),
        result.millis(0.99),
        result.millis(0.999));
  }

  /** How many of the reads took at most so long, from the server's own histograms. */
  private static void reads(RealServing real) throws Exception {
    real.api
        .get("/metrics")
        .response()
        .body()
        .lines()
        .filter(
            line ->
                line.startsWith("tidemark_rank_read_seconds_bucket")
                    || line.startsWith("tidemark_rank_read_seconds_count"))
        .filter(line -> line.contains("outcome=\"ok\"") && !line.contains("pins"))
        .forEach(System.out::println);
  }

  /** Calls at a rate, each caller its share; latencies count from when a call was due. */
  private static Result run(RealServing real, double rate, int callers, long nanos)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    AtomicInteger refused = new AtomicInteger();
    List<Future<long[]>> runs = new ArrayList<>();
    long begin = System.nanoTime();
    for (int c = 0; c < callers; c++) {
      int caller = c;
      runs.add(
          threads.submit(
              () -> {
                double interval = callers * 1e9 / rate;
                LongStream.Builder accepted = LongStream.builder();
                for (int i = 0; ; i++) {
                  long due = begin + (long) ((i + (double) caller / callers) * interval);
                  if (Math.max(due, System.nanoTime()) > begin + nanos) {
                    return accepted.build().toArray();
                  }
                  LockSupport.parkNanos(due - System.nanoTime());
                  long start = rate < 1e8 ? due : System.nanoTime();
                  if (call(real, caller * 31 + i) == 200) {
                    accepted.add(System.nanoTime() - start);
                  } else {
                    refused.incrementAndGet();
                  }
                }
              }));
    }
    LongStream all = LongStream.empty();
    for (Future<long[]> run : runs) {
      all = LongStream.concat(all, Arrays.stream(run.get()));
    }
    threads.shutdown();
    long[] sorted = all.sorted().toArray();
    return new Result(sorted.length * 1e9 / nanos, refused.get() * 1e9 / nanos, sorted);
  }

  private static int call(RealServing real, int number) throws Exception {
    List<String> candidates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      candidates.add("p" + (number * 7 + i * 3) % RealServing.PINS);
    }
    Answer answer =
        real.api.post(
            "/v1/rank",
            MAPPER.writeValueAsString(
                Map.of("user_id", "bench" + number % USERS, "candidates", candidates)));
    return answer.status();
  }

  private static void write(RealServing real) {
    long now = Instant.now().toEpochMilli();
    for (int user = 0; user < USERS; user++) {
      List<Action> actions = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        actions.add(
            new Action(
                "e" + i,
                "bench" + user,
                "p" + (user + i * 5) % RealServing.PINS,
                ActionType.SAVE,
                Surface.HOME,
                now - 1_000L * i,
                Action.UNKNOWN_DURATION,
                Optional.empty()));
      }
      real.liveActions().write(actions);
    }
  }
}
