package io.tidemark.serving.models;

import io.dropwizard.util.Duration;
import io.tidemark.store.Release;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * How many requests a ranker scores a second by threads of a run, runs at the same time and
 * requests of a run. Not a test: the figures behind the defaults of {@link ModelsConfiguration}.
 *
 * <pre>{@code
 * java -cp <test class path> io.tidemark.serving.models.ScoringBenchmark FOLDER [CANDIDATES] [LIVE]
 * }</pre>
 */
public final class ScoringBenchmark {
  private static final int CALLERS = 4;
  private static final long NANOS = java.time.Duration.ofSeconds(3).toNanos();

  private ScoringBenchmark() {}

  /** Runs every combination for three seconds after warming up, and prints a table. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int candidates = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int live = args.length > 2 ? Integer.parseInt(args[2]) : 100;
    ModelCard card =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readValue(folder.resolve("model.json").toFile(), ModelCard.class);
    Release release =
        new Release(
            Release.RANKER,
            "bench",
            card.version(),
            Instant.EPOCH,
            Optional.of(folder.toUri().toString()),
            0,
            card.requires(),
            Map.of(),
            Instant.EPOCH);
    System.out.printf("%d candidates, %d live actions, %d callers%n", candidates, live, CALLERS);
    System.out.println("threads  runs  requests of a run  requests/s  p50 ms  p99 ms");
    for (int[] setting :
        new int[][] {
          {1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {2, 2, 1}, {1, 1, 4}, {2, 1, 4}, {1, 2, 2}, {1, 2, 4}
        }) {
      measure(release, card, setting, candidates, live);
    }
  }

  private static void measure(
      Release release, ModelCard card, int[] setting, int candidates, int live) throws Exception {
    OnnxRanker ranker =
        OnnxRanker.load(
            release,
            new ModelsConfiguration(
                null,
                null,
                ScoringDevice.CPU,
                setting[0],
                setting[1],
                null,
                new BatchConfiguration(setting[2], Duration.microseconds(200), null)));
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      FeatureArrays input =
          input(candidates, live, card.dimensions().get("pin"), card.dimensions().get("user"));
      run(ranker, input, callers);
      long[] nanos = run(ranker, input, callers);
      Arrays.sort(nanos);
      System.out.printf(
          "%7d  %4d  %17d  %10.0f  %6.2f  %6.2f%n",
          setting[0],
          setting[1],
          setting[2],
          nanos.length * 1e9 / NANOS,
          nanos[nanos.length / 2] / 1e6,
          nanos[(int) (nanos.length * 0.99)] / 1e6);
    } finally {
      callers.shutdown();
      ranker.letGo();
    }
  }

  private static long[] run(OnnxRanker ranker, FeatureArrays input, ExecutorService callers)
      throws Exception {
    long end = System.nanoTime() + NANOS;
    List<Future<long[]>> runs = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Callable<long[]> calls =
          () -> {
            LongStream.Builder nanos = LongStream.builder();
            for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
              ranker.score(input, start + NANOS);
              nanos.add(System.nanoTime() - start);
            }
            return nanos.build().toArray();
          };
      runs.add(callers.submit(calls));
    }
    LongStream all = LongStream.empty();
    for (Future<long[]> run : runs) {
      all = LongStream.concat(all, Arrays.stream(run.get()));
    }
    return all.toArray();
  }

  private static FeatureArrays input(int candidates, int live, int pinWidth, int userWidth) {
    Random random = new Random(1);
    float[] mask = new float[live];
    Arrays.fill(mask, 1);
    return new FeatureArrays(
        floats(userWidth, random),
        1,
        floats(live * pinWidth, random),
        random.longs(live, 1, 9).toArray(),
        random.longs(live, 1, 5).toArray(),
        random.longs(live, 0, 1_000_000_000).toArray(),
        mask,
        1_000_000_000,
        1,
        floats(candidates * pinWidth, random),
        floats(candidates, random));
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
